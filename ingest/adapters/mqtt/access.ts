// How a broker is reached: address, identity and certificates, with secrets looked up and files read anew for every attempt.
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { SecretRef } from '../../secrets/secret-ref.ts'
import { FeedReadError, type AdapterContext, type Source } from '../adapter.ts'
import type { MqttConfig } from './config.ts'

export interface Access {
  readonly host: string
  readonly port: number
  readonly username: string | undefined
  readonly password: string | undefined
  /** Undefined for a connection in the clear. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string } | undefined
}

const PLAIN_PORT = 1883
const TLS_PORT = 8883
const LARGEST_FILE = 1_048_576

/** What is wrong with the address and the identity, as far as the configuration itself tells. */
export function accessProblems({ url: text, password, username, ca, certificate, key, serverName }: MqttConfig): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'mqtt:' && url.protocol !== 'mqtts:') || url.hostname === '') {
    return [`The url "${text}" is no broker's: write mqtt://HOST:PORT, or mqtts://HOST:PORT for TLS.`]
  }
  const problems: string[] = []
  if (url.username !== '' || url.password !== '') problems.push('The url names a user: write it under "username" and name its secret under "password", so that no password stands in the file.')
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') problems.push(`The url "${text}" has more than host and port: leave the rest out.`)
  if (password !== undefined && username === undefined) problems.push('There is a password without "username": add it.')
  if ((certificate === undefined) !== (key === undefined)) problems.push('"certificate" and "key" belong together: give both or neither.')
  const forTls = Object.entries({ ca, certificate, key, serverName }).filter(([, value]) => value !== undefined).map(([name]) => `"${name}"`)
  if (url.protocol === 'mqtt:' && forTls.length > 0) problems.push(`${forTls.join(', ')} ${forTls.length === 1 ? 'is' : 'are'} for TLS: write mqtts:// in the url, or leave ${forTls.length === 1 ? 'it' : 'them'} out.`)
  for (const [name, file] of Object.entries({ ca, certificate })) if (typeof file === 'string' && file.includes('\u0000')) problems.push(`The path under "${name}" holds a NUL character: write it without.`)
  return problems
}

/** Throws FeedReadError for a secret or a file that is not there. */
export function accessOf({ adapter, file }: Pick<Source, 'file'> & { readonly adapter: MqttConfig }, { secret }: Pick<AdapterContext, 'secret'>): Access {
  const { url: text, username, password, ca, certificate, key, serverName } = adapter
  const url = new URL(text)
  const withTls = url.protocol === 'mqtts:'
  const pem = (from: string | SecretRef): string => (typeof from === 'string' ? readPem(resolve(dirname(file), from)) : secret(from.secret))
  return {
    // The brackets of an IPv6 address belong to the URL.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (withTls ? TLS_PORT : PLAIN_PORT) : Number(url.port),
    username,
    password: password === undefined ? undefined : secret(password.secret),
    tls: withTls
      ? {
          ...(ca === undefined ? {} : { ca: pem(ca) }),
          ...(certificate === undefined ? {} : { cert: pem(certificate) }),
          ...(key === undefined ? {} : { key: secret(key.secret) }),
          ...(serverName === undefined ? {} : { serverName }),
        }
      : undefined,
  }
}

function readPem(path: string): string {
  try {
    if (statSync(path).size > LARGEST_FILE) throw new Error('longer than 1 MiB')
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('configuration', `The certificate file ${path} cannot be read (${reason}): check its path and permissions.`, `无法读取证书文件 ${path}（${reason}）：请核对路径和权限。`, { cause })
  }
}
