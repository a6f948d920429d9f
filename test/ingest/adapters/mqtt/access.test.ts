// How a broker is reached: what a configuration may say, TLS with certificates on both sides, passwords, and what is said when it does not work.
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MqttConfig } from '../../../../ingest/adapters/mqtt/config.ts'
import { mqtt } from '../../../../ingest/adapters/mqtt/mqtt.ts'
import { newAuthority } from '../../../services/certificates.ts'
import { ownMosquitto, withoutMosquitto, type OwnMosquitto } from '../../../services/own-mosquitto.ts'
import { problemsOf, feedText } from '../../feed-of.ts'
import { isConnected, listenTo, type ListenOptions } from './listening.ts'

type Config = Omit<MqttConfig, 'kind'>

const PASSWORD = '12345-热线'

/** As mosquitto keeps passwords. */
function passwordHash(password: string): string {
  const salt = randomBytes(12)
  return `$7$101$${salt.toString('base64')}$${pbkdf2Sync(password, salt, 101, 64, 'sha512').toString('base64')}`
}

/** The first thing that is said of a connection that cannot be had. */
async function complaintOf(config: Config, options?: ListenOptions): Promise<{ readonly failure: string | undefined; readonly en: string }> {
  const listener = listenTo(config, options)
  try {
    await listener.until(() => listener.reports.length > 1)
    const [, second] = listener.reports
    expect(second?.state).toBe('lost')
    return { failure: second?.reason?.failure, en: second?.reason?.text.en ?? '' }
  } finally {
    await listener.stop()
  }
}

async function connects(config: Config, options?: ListenOptions): Promise<void> {
  const listener = listenTo(config, options)
  try {
    await listener.until(() => isConnected(listener))
  } finally {
    await listener.stop()
  }
}

describe('a configuration', () => {
  const check = (config: Config): readonly string[] => mqtt.check({ id: 'f', file: 'f.yaml', adapter: { kind: 'mqtt', ...config } })

  it.each<[Config, RegExp]>([
    [{ url: 'http://10.0.0.1:1883', topic: 't' }, /no broker's: write mqtt:\/\/HOST:PORT/],
    [{ url: 'mqtt://', topic: 't' }, /no broker's/],
    [{ url: 'mqtt://user:pw@10.0.0.1', topic: 't' }, /names a user/],
    [{ url: 'mqtt://10.0.0.1/path', topic: 't' }, /more than host and port/],
    [{ url: 'mqtt://10.0.0.1', topic: 't', password: { secret: 'p' } }, /password without "username"/],
    [{ url: 'mqtts://10.0.0.1', topic: 't', certificate: 'c.pem' }, /belong together/],
    [{ url: 'mqtt://10.0.0.1', topic: 't', ca: 'c.pem', serverName: 'b' }, /"ca", "serverName" are for TLS/],
    [{ url: 'mqtts://10.0.0.1', topic: 't', ca: 'c\u0000.pem' }, /NUL/],
    [{ url: 'mqtt://10.0.0.1', topic: '$SYS/#' }, /begins with "\$"/],
    [{ url: 'mqtt://10.0.0.1', topic: 't', group: 'g', retained: 'take' }, /nothing retained to a group/],
  ])('%j is refused with what to do', (config, problem) => {
    expect(check(config).join('\n')).toMatch(problem)
  })

  it('is checked without connecting anywhere', () => {
    expect(check({ url: 'mqtts://nowhere.invalid:8883', topic: 'ctmm/{area}', ca: 'missing.pem', username: 'u', password: { secret: 'p' } })).toEqual([])
  })

  it('with an unknown key or a value that is out of range is refused by its line', () => {
    const mapping = 'fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}'
    expect(problemsOf(feedText(mapping, { rest: 'adapter: {kind: mqtt, url: "mqtt://h", topic: t, inFlight: 0, pasword: x}\n' })).join('\n')).toMatch(/pasword[^]*inFlight|inFlight[^]*pasword/)
  })
})

describe('a broker that cannot be used', () => {
  it('because nobody listens there is reported and tried again', async () => {
    const listener = listenTo({ url: 'mqtt://127.0.0.1:1', topic: 't' })
    await listener.until(() => listener.reports.filter(({ state }) => state === 'lost').length >= 3)
    await listener.stop()
    expect(listener.reports.map(({ state }) => state).slice(0, 4)).toEqual(['connecting', 'lost', 'lost', 'lost'])
    expect(listener.reports[1]?.reason).toMatchObject({ failure: 'unreachable', text: { en: expect.stringContaining('127.0.0.1:1 cannot be reached (ECONNREFUSED)'), zh: expect.stringContaining('ECONNREFUSED') } })
  })

  it('because it speaks only MQTT 3.1.1 says what to write', async () => {
    const broker = await Aedes.createBroker()
    const server = createServer((socket) => void broker.handle(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    try {
      expect(await complaintOf({ url, topic: 't' })).toMatchObject({ failure: 'configuration', en: expect.stringContaining("version: '3.1.1'") })
      await connects({ url, topic: 't', version: '3.1.1' })
    } finally {
      await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())))
    }
  })

  it('because it is no broker at all is reported', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    try {
      expect((await complaintOf({ url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, topic: 't' })).failure).toBe('unreachable')
    } finally {
      server.close()
    }
  })

  it('for a secret or a file that is not there says which', async () => {
    expect(await complaintOf({ url: 'mqtts://127.0.0.1:1', topic: 't', ca: 'missing.pem' })).toMatchObject({ failure: 'configuration', en: expect.stringMatching(/missing\.pem cannot be read \(ENOENT\)/) })
    expect(await complaintOf({ url: 'mqtts://127.0.0.1:1', topic: 't', certificate: { secret: 'pem' }, key: { secret: 'pem' } }, { secrets: { pem: 'no certificate' } })).toMatchObject({ failure: 'refused', en: expect.stringContaining('PEM') })
  })
})

describe.skipIf(withoutMosquitto)('a broker with TLS, certificates and passwords', () => {
  const authority = newAuthority('City authority')
  const server = authority.issue('broker', ['127.0.0.1', 'broker.city'])
  const client = authority.issue('ctmm')
  let broker: OwnMosquitto
  let directory: string
  let url: string

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ctmm-ca-'))
    writeFileSync(join(directory, 'ca.pem'), authority.certificate)
    broker = await ownMosquitto({
      locked: true,
      lines: ['allow_anonymous false', 'password_file {home}/passwords', 'cafile {home}/ca.pem', 'certfile {home}/server.pem', 'keyfile {home}/server.key', 'require_certificate true'],
      files: {
        'ca.pem': authority.certificate, 'server.pem': server.certificate, 'server.key': server.key,
        passwords: `ctmm:${passwordHash(PASSWORD)}\n`,
      },
    })
    url = `mqtts://127.0.0.1:${broker.port}`
  })
  afterAll(async () => {
    await broker?.remove()
    rmSync(directory, { recursive: true, force: true })
  })

  const secrets = { cert: client.certificate, key: client.key, ca: authority.certificate, password: PASSWORD, another: 'wrong password' }
  const ours = { topic: 't', certificate: { secret: 'cert' }, key: { secret: 'key' }, username: 'ctmm', password: { secret: 'password' } } as const

  it('takes us with our certificate and password, its authority given as a file or as a secret', async () => {
    await connects({ ...ours, url, ca: join(directory, 'ca.pem') }, { secrets })
    await connects({ ...ours, url, ca: { secret: 'ca' }, version: '3.1.1' }, { secrets })
    await connects({ ...ours, url: url.replace('127.0.0.1', 'localhost'), ca: { secret: 'ca' }, serverName: 'broker.city' }, { secrets })
  })

  it('turns away whoever it does not know, without a word of the password', async () => {
    const complaint = await complaintOf({ ...ours, url, ca: { secret: 'ca' }, password: { secret: 'another' } }, { secrets })
    expect(complaint).toMatchObject({ failure: 'refused', en: expect.stringContaining('turned us away (code 135)') })
    expect(complaint.en).not.toContain('wrong')
  })

  it('that asks for a certificate is not reached without one, nor trusted without its authority', async () => {
    expect(await complaintOf({ url, topic: 't', ca: { secret: 'ca' } }, { secrets })).toMatchObject({ failure: 'refused', en: expect.stringContaining('"certificate"') })
    expect(await complaintOf({ url, topic: 't' }, { secrets })).toMatchObject({ failure: 'refused', en: expect.stringMatching(/SIGNATURE|CERT|ISSUER/) })
    expect(await complaintOf({ url, topic: 't', ca: { secret: 'ca' }, serverName: 'another.example' }, { secrets })).toMatchObject({ failure: 'refused', en: expect.stringContaining('ALTNAME') })
  })
})
