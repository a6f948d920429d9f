// X.509 certificates for tests of TLS, made on the spot: an authority, and whom it vouches for.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

export interface Identity {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8. */
  readonly key: string
}

export interface Authority extends Identity {
  /** A certificate for a server at these addresses or names, or for a client. */
  issue(name: string, addresses?: readonly string[]): Identity
}

export function newAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own = certificateOf({ subject: name, issuer: name, publicKey: keys.publicKey, signer: keys.privateKey, isAuthority: true, addresses: [] })
  return {
    certificate: own, key: pemOf(keys.privateKey),
    issue(subject, addresses = []) {
      const subjectKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return { certificate: certificateOf({ subject, issuer: name, publicKey: subjectKeys.publicKey, signer: keys.privateKey, isAuthority: false, addresses }), key: pemOf(subjectKeys.privateKey) }
    },
  }
}

interface Named {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly isAuthority: boolean
  readonly addresses: readonly string[]
}

const pemOf = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }))

let serial = 0

/** Valid from a day ago for ten years. */
function certificateOf({ subject, issuer, publicKey, signer, isAuthority, addresses }: Named): string {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
  const now = Date.now()
  const basic = extension('2.5.29.19', sequence(...(isAuthority ? [der(0x01, Buffer.of(0xff))] : [])))
  const names = addresses.length === 0 ? [] : [extension('2.5.29.17', sequence(...addresses.map(alternativeName)))]
  serial += 1
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))), der(0x02, Buffer.of(1, serial)), algorithm, nameOf(issuer),
    sequence(time(now - 86_400_000), time(now + 3_650 * 86_400_000)), nameOf(subject), publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basic, ...names)),
  )
  const signature = sign('sha256', body, signer)
  const text = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature]))).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`
}

const nameOf = (name: string): Buffer => sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))))
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value))
const time = (at: number): Buffer => der(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`))

/** IPv4 address or DNS name. */
const alternativeName = (address: string): Buffer => (/^[\d.]+$/.test(address) ? der(0x87, Buffer.from(address.split('.').map(Number))) : der(0x82, Buffer.from(address)))

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))

function der(tag: number, content: Buffer): Buffer {
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), content])
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = rest.flatMap((arc) => {
    const sevens: number[] = []
    for (let left = arc; left > 0 || sevens.length === 0; left = Math.floor(left / 128)) sevens.unshift((left % 128) | (sevens.length > 0 ? 0x80 : 0))
    return sevens
  })
  return der(0x06, Buffer.of(first * 40 + second, ...bytes))
}
