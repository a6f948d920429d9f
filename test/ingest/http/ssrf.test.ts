// Addresses that would lead a feed where it must not go: none of them reaches a service beside the source.
import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { classOf } from '../../../ingest/http/addresses.ts'
import { guardedConnect, guardedLookup } from '../../../ingest/http/guarded-connect.ts'
import { urlProblem } from '../../../ingest/http/origins.ts'
import { clientOf, failureIn, get } from './client-of.ts'
import { json, sourceServer, type SourceServer } from './source-server.ts'

const canaryServer = (): Promise<SourceServer> => sourceServer((_asked, response) => json(response, ['the canary']))

/** Ways to write an address on this machine, at the canary's port. */
const forms = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}/`, `http://127.1:${port}/`, `http://127.0.1:${port}/`, `http://2130706433:${port}/`, `http://0x7f000001:${port}/`, `http://0x7f.0.0.1:${port}/`,
  `http://0177.0.0.1:${port}/`, `http://017700000001:${port}/`, `http://0x7f.1:${port}/`, `http://127.0.0.1.:${port}/`, `http://127.00.00.01:${port}/`, `http://0177.0x0.0.1:${port}/`,
  `http://localhost:${port}/`, `http://LOCALHOST:${port}/`, `http://localhost.:${port}/`, `http://127.0.0.2:${port}/`, `http://127.255.255.254:${port}/`,
  `http://0.0.0.0:${port}/`, `http://0:${port}/`, `http://0x0:${port}/`,
  `http://[::1]:${port}/`, `http://[0:0:0:0:0:0:0:1]:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `http://[::ffff:7f00:1]:${port}/`, `http://[::127.0.0.1]:${port}/`, `http://[::]:${port}/`,
  `http://[64:ff9b::7f00:1]:${port}/`, `http://[2002:7f00:1::]:${port}/`, `http://①②⑦.0.0.1:${port}/`, `http://127。0。0。1:${port}/`, `http://１２７.0.0.1:${port}/`,
  `http://user@127.0.0.1:${port}/`, `http://source@127.0.0.1:${port}/`, `http://127.0.0.1:${port}#@source/`, `http:\\\\127.0.0.1:${port}\\`, `HTTP://127.0.0.1:${port}/`,
  `https://127.0.0.1:${port}/`, `//127.0.0.1:${port}/`, `\\\\127.0.0.1:${port}\\`, `http:///127.0.0.1:${port}/`, `http:/\\127.0.0.1:${port}/`, ` http://127.0.0.1:${port}/`, `http://127.0.0.1\t:${port}/`,
]

/** Ways to leave HTTP, or to reach what clouds and networks keep under fixed addresses. */
const ELSEWHERE: readonly string[] = [
  'file:///etc/passwd', 'file://localhost/etc/passwd', 'ftp://127.0.0.1/', 'gopher://127.0.0.1:70/_x', 'dict://127.0.0.1:11211/stat', 'ldap://127.0.0.1/', 'data:application/json,[]', 'javascript:[]',
  'blob:http://127.0.0.1/x', 'ws://127.0.0.1/', 'jar:http://127.0.0.1!/x', 'unix:/var/run/docker.sock',
  'http://169.254.169.254/latest/meta-data/', 'http://169.254.169.254.:80/', 'http://2852039166/', 'http://0xa9fea9fe/', 'http://0xa9.0xfe.0xa9.0xfe/', 'http://0251.0376.0251.0376/', 'http://169.254.43518/',
  'http://[::ffff:169.254.169.254]/', 'http://[::ffff:a9fe:a9fe]/', 'http://[64:ff9b::a9fe:a9fe]/', 'http://[::169.254.169.254]/', 'http://[2002:a9fe:a9fe::]/', 'http://[fd00:ec2::254]/latest/', 'http://[fe80::1]/',
  'http://169.254.0.23/', 'http://100.100.100.200/latest/meta-data/', 'http://168.63.129.16/', 'http://192.0.0.192/', 'http://[fec0::1]/', 'http://[ff02::1]/', 'http://224.0.0.1/', 'http://255.255.255.255/', 'http://240.0.0.1/', 'http://[2001:0:7f00:1::]/',
]

describe('an address that a source sends us to', () => {
  it(`is not asked unless it is the source itself: ${forms(1).length + ELSEWHERE.length} of them as redirect and as the address of a request`, async () => {
    const canary = await canaryServer()
    const source = await sourceServer((asked, response) => response.writeHead(302, { location: Buffer.from(asked.query.get('to') ?? '', 'utf8').toString('latin1') }).end())
    const client = clientOf(source.origin, '{retry: {attempts: 0}}')
    const addresses = [...forms(canary.port), ...ELSEWHERE]
    expect(addresses.length).toBeGreaterThanOrEqual(79)
    for (const address of addresses) {
      const sent = await failureIn(client.ask(get(`${source.origin}/?to=${encodeURIComponent(address)}`)))
      expect([address, sent.failure]).toEqual([address, 'refused'])
      const url = URL.parse(address)
      if (url !== null) expect([address, (await failureIn(client.ask(get(url.href)))).failure]).toEqual([address, 'refused'])
    }
    expect(canary.touched()).toBe(0)
    expect(source.asked.length).toBe(addresses.length)
  }, 30_000)

  it('is named in the error, in both languages, without the query that may hold keys', async () => {
    const source = await sourceServer((_asked, response) => response.writeHead(307, { location: 'http://10.9.8.7:81/other?key=hidden' }).end())
    const { text } = await failureIn(clientOf(source.origin).ask(get(`${source.origin}/orders?appkey=hidden`)))
    for (const words of [text.zh, text.en]) {
      expect(words).toContain('http://10.9.8.7:81/other')
      expect(words).not.toContain('hidden')
    }
  })

  it('is followed within the same host, up to five times, and never with a body', async () => {
    const source = await sourceServer(({ path }, response) => {
      const step = Number(path.slice(1))
      if (step < 4) response.writeHead(302, { location: `/${step + 1}` }).end()
      else json(response, [step])
    })
    const client = clientOf(source.origin)
    expect(new TextDecoder().decode((await client.ask(get(`${source.origin}/1`))).body)).toBe('[4]')
    expect((await failureIn(client.ask({ method: 'POST', url: new URL(`${source.origin}/1`), headers: {}, body: '{}' }))).failure).toBe('refused')
    const loop = await sourceServer((_asked, response) => response.writeHead(302, { location: '/' }).end())
    expect((await failureIn(clientOf(loop.origin).ask(get(loop.origin)))).failure).toBe('refused')
    expect(loop.asked.length).toBe(6)
  })
})

describe('an address in a feed file', () => {
  it.each([...ELSEWHERE, ...forms(8080).slice(1).filter((form) => !/^http:\/\/(localhost|127\.0\.0\.2|127\.255\.255\.254|\[::1\]):8080\/$|^https:\/\/127\.0\.0\.1:8080\/$|^HTTP:/i.test(form))])('as %s is refused when the file is checked', (address) => {
    expect(urlProblem(address, 'url')).toMatch(/\S/)
  })

  it.each(['http://127.0.0.1:8080/api', 'http://localhost:8080/api', 'http://[::1]:8080/', 'http://10.20.30.40:8080/api/orders?x=1', 'http://192.168.1.1/', 'http://172.16.0.9/', 'https://gateway.city:443/api', 'http://[fd12:3456::1]/', 'http://100.64.1.1/'])(
    'may be in a private network, where city systems are: %s', (address) => {
      expect(urlProblem(address, 'url')).toBeUndefined()
    })
})

describe('a name that stands for another address when it is connected to', () => {
  /** Answers with these addresses, one answer after the other, as a name server that rebinds does. */
  const rebinding = (...answers: readonly (readonly string[])[]): LookupFunction => {
    let next = 0
    return (_hostname, options, callback) => {
      const addresses = (answers[Math.min(next++, answers.length - 1)] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      if (options.all === true) callback(null, addresses)
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
    }
  }

  it.each([
    ['this machine', ['127.0.0.1']], ['this machine in IPv6', ['::1']], ['this machine, mapped', ['::ffff:127.0.0.1']], ['this machine behind a public address', ['203.0.113.9', '127.0.0.1']],
    ['nothing', ['0.0.0.0']], ['metadata', ['169.254.169.254']], ['metadata in IPv6', ['fd00:ec2::254']], ['metadata, mapped', ['::ffff:169.254.169.254']], ['metadata through NAT64', ['64:ff9b::a9fe:a9fe']], ['link-local', ['fe80::1']],
  ])('as %s is not connected to', async (_name, addresses) => {
    const canary = await canaryServer()
    const url = `http://feeds.city:${canary.port}`
    const { failure, text } = await failureIn(clientOf(url, '{retry: {attempts: 0}}', { lookup: rebinding(addresses) }).ask(get(url)))
    expect(failure).toBe('refused')
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(canary.touched()).toBe(0)
  })

  it('is looked at again for every connection', async () => {
    const canary = await canaryServer()
    const url = `http://localhost:${canary.port}`
    const client = clientOf(url, '{retry: {attempts: 0}}', { lookup: rebinding(['127.0.0.1'], ['169.254.169.254']) })
    await client.ask(get(url, { connection: 'close' })).catch(() => undefined)
    const second = await failureIn(client.ask(get(url)).then(async () => client.ask(get(url))))
    expect(second.failure).toBe('refused')
  })

  it('gives the addresses on that are allowed', () => {
    guardedLookup(rebinding(['10.1.2.3']))('orders.city', { all: true }, (error, found) => expect([error, found]).toEqual([null, [{ address: '10.1.2.3', family: 4 }]]))
    guardedLookup(rebinding(['127.0.0.1']))('localhost', {}, (error, found) => expect([error, found]).toEqual([null, '127.0.0.1']))
  })
})

describe('a connection', () => {
  const connect = (url: string, origins: readonly string[]): Promise<unknown> => {
    const { protocol, hostname, host, port } = new URL(url)
    return new Promise((resolve) => guardedConnect({ origins: new Set(origins) }, { tls: {}, timeoutMs: 500 })({ protocol, hostname, host, port }, (error, socket) => {
      socket?.destroy()
      resolve(error)
    }))
  }

  it('is made to hosts that are named only, and to no address that is closed, whoever asks for it', async () => {
    const canary = await canaryServer()
    expect(await connect(canary.origin, ['http://127.0.0.1:1'])).toMatchObject({ failure: 'refused', message: expect.stringContaining(canary.origin) })
    expect(await connect(canary.origin.replace('http', 'https'), [canary.origin])).toMatchObject({ failure: 'refused' })
    for (const url of ['http://0.0.0.0:8', 'http://169.254.169.254', 'http://[fe80::1]:8']) expect(await connect(url, [new URL(url).origin])).toMatchObject({ failure: 'refused', message: expect.stringContaining('metadata') })
    expect(canary.touched()).toBe(0)
    expect(await connect(canary.origin, [canary.origin])).toBeNull()
  })
})

describe('addresses', () => {
  it.each([['10.0.0.1', 'open'], ['203.0.113.1', 'open'], ['fd12::1', 'open'], ['64:ff9b::a00:1', 'open'], ['127.9.9.9', 'loopback'], ['::1', 'loopback'], ['::ffff:7f00:1', 'loopback'], ['64:ff9b::7f00:1', 'loopback'], ['localhost', 'closed'], ['fe80::1%eth0', 'closed'], ['', 'closed']])('%s is %s', (address, expected) => {
    expect(classOf(address)).toBe(expected)
  })
})
