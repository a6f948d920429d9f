// The client against a real server that fails in every way a server can.
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ReadFailure } from '../../../ingest/adapters/adapter.ts'
import { Breakers } from '../../../ingest/http/breakers.ts'
import { clientOf, CLOCK, failureIn, get } from './client-of.ts'
import { json, raw, sourceServer, type Answering } from './source-server.ts'

const once = '{retry: {attempts: 0}}'
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const pem = (name: string): string => readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8')

describe('an answer that does not come whole', () => {
  it.each<readonly [string, Answering, string, ReadFailure, RegExp]>([
    ['begins too late', () => undefined, '{retry: {attempts: 0}, timeouts: {headersMs: 60}}', 'unreachable', /60 ms/],
    ['stops in its body', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n[1,', { end: false }), '{retry: {attempts: 0}, timeouts: {silenceMs: 60}}', 'incomplete', /60 ms/],
    ['drips for ever', (_a, r) => {
      raw(r, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', { end: false })
      const drip = setInterval(() => raw(r, '1\r\n \r\n', { end: false }), 10)
      r.socket?.on('close', () => clearInterval(drip))
    }, '{retry: {attempts: 0}, timeouts: {wholeMs: 700}}', 'incomplete', /700 ms/],
    ['is half of what its length says', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n[{"id":1}]'), once, 'incomplete', /broke off/],
    ['ends within a chunk', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n[{"id":1}'), once, 'incomplete', /broke off/],
    ['has no last chunk', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n[]\r\n'), once, 'incomplete', /broke off/],
    ['has chunks that are none', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n[]\r\n0\r\n\r\n'), once, 'incomplete', /./],
    ['has two lengths', (_a, r) => raw(r, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 9\r\n\r\n[]'), once, 'incomplete', /sound HTTP/],
    ['is no HTTP', (_a, r) => raw(r, 'SSH-2.0-OpenSSH_9.6\r\n'), once, 'incomplete', /sound HTTP/],
    ['is nothing but the end', (_a, r) => r.socket?.destroy(), once, 'unreachable', /could not be asked/],
    ['is half of its gzip', (_a, r) => json(r, gzipSync('[1,2,3]'.repeat(50)).subarray(0, 20), { headers: { 'content-encoding': 'gzip' } }), once, 'incomplete', /gzip/],
    ['is encoded in another way', (_a, r) => json(r, '[]', { headers: { 'content-encoding': 'br' } }), once, 'contract', /gzip/],
    ['is too large', (_a, r) => json(r, ' '.repeat(1_100_000)), '{retry: {attempts: 0}, largestAnswerMiB: 1}', 'contract', /1 MiB/],
    ['is too large once it is opened', (_a, r) => json(r, gzipSync(' '.repeat(2_000_000)), { headers: { 'content-encoding': 'gzip' } }), '{retry: {attempts: 0}, largestAnswerMiB: 1}', 'contract', /1 MiB/],
    ['has endless headers', (_a, r) => raw(r, `HTTP/1.1 200 OK\r\n${'x-long: '.padEnd(80_000, 'a')}\r\n\r\n`), once, 'contract', /headers/],
  ])('because it %s is an error that says so', async (_name, answering, settings, failure, words) => {
    const source = await sourceServer(answering)
    const error = await failureIn(clientOf(source.origin, settings).ask(get(`${source.origin}/orders?appkey=hidden`)))
    expect([error.failure, error.text.en]).toEqual([failure, expect.stringMatching(words)])
    expect(error.text.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(`${error.text.en}${error.text.zh}`).not.toContain('hidden')
  })

  it('because nobody listens, because the name is unknown or because the handshake never ends, is a source that is away', async () => {
    const closed = await sourceServer(() => undefined)
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const address = free.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await new Promise((resolve) => free.close(resolve))
    const refused = await failureIn(clientOf(`http://127.0.0.1:${port}`, once).ask(get(`http://127.0.0.1:${port}/`)))
    expect([refused.failure, refused.text.en]).toEqual(['unreachable', expect.stringContaining('Nothing listens')])

    const unknown: NodeJS.ErrnoException = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const named = await failureIn(clientOf('http://orders.city', once, { lookup: (_host, _options, callback) => callback(unknown, '', 0) }).ask(get('http://orders.city/')))
    expect([named.failure, named.text.zh]).toEqual(['unreachable', expect.stringContaining('orders.city')])

    // Plain HTTP behind an https address: the greeting is never answered.
    const silent = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    const silentAddress = silent.address()
    const url = `https://127.0.0.1:${typeof silentAddress === 'object' && silentAddress !== null ? silentAddress.port : 0}`
    const slow = await failureIn(clientOf(url, '{retry: {attempts: 0}, timeouts: {connectMs: 80}}').ask(get(url)))
    expect([slow.failure, slow.text.en]).toEqual(['unreachable', expect.stringContaining('80 ms')])
    expect(closed.touched()).toBe(0)
  })
})

describe('what passes by itself', () => {
  it('is asked again: two 500s, a broken answer, then a whole one', async () => {
    const source = await sourceServer((_a, response, number) => {
      if (number < 3) json(response, 'no', { status: 500 })
      else if (number === 3) raw(response, 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n[')
      else json(response, ['fine'])
    })
    expect(text((await clientOf(source.origin).ask(get(source.origin))).body)).toBe('["fine"]')
    expect(source.asked.length).toBe(4)
  })

  it('is given up after as many attempts as were declared, with the status that came last', async () => {
    const source = await sourceServer((_a, response) => json(response, '', { status: 502 }))
    const error = await failureIn(clientOf(source.origin, '{retry: {attempts: 2, firstDelayMs: 1}}').ask(get(source.origin)))
    expect([error.failure, source.asked.length]).toEqual(['unreachable', 3])
    expect(error.text.zh).toContain('502')
  })

  it('is not asked again with a POST, unless the feed file says that it only asks', async () => {
    const source = await sourceServer((_a, response, number) => json(response, [], { status: number % 2 === 1 ? 500 : 200 }))
    const post = { method: 'POST', url: new URL(source.origin), headers: {}, body: '{}' } as const
    expect((await failureIn(clientOf(source.origin).ask(post))).failure).toBe('unreachable')
    expect(source.asked.length).toBe(1)
    await expect(clientOf(source.origin, '{retry: {alsoPost: true, firstDelayMs: 1}}').ask(post)).resolves.toMatchObject({ status: 200 })
    await expect(clientOf(source.origin, '{retry: {alsoPost: true, firstDelayMs: 1}}').ask(post)).resolves.toMatchObject({ status: 200 })
  })

  it('rests as long as a 429 asks for, and leaves it to the next reading where that is too long', async () => {
    const source = await sourceServer((_a, response, number) => json(response, [], number === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 }))
    const began = performance.now()
    await clientOf(source.origin).ask(get(source.origin))
    expect(performance.now() - began).toBeGreaterThan(990)

    const strict = await sourceServer((_a, response) => json(response, [], { status: 429, headers: { 'retry-after': '3600' } }))
    const error = await failureIn(clientOf(strict.origin).ask(get(strict.origin)))
    expect([error.failure, strict.asked.length, error.text.en, error.text.zh]).toEqual(['unreachable', 1, expect.stringContaining('3600 s'), expect.stringContaining('3600 秒')])
  })

  it('is left alone after five failures in a row, by every feed of the host, and tried once after the pause', async () => {
    let well = false
    const source = await sourceServer((_a, response) => json(response, [], { status: well ? 200 : 500 }))
    const shared = { breakers: new Breakers(), clock: { now: CLOCK } }
    const failing = await failureIn(clientOf(source.origin, '{retry: {attempts: 9, firstDelayMs: 1}}', shared).ask(get(source.origin)))
    expect([source.asked.length, failing.text.en]).toEqual([5, expect.stringContaining('answered 500')])
    const other = clientOf(source.origin, '{}', shared)
    const paused = await failureIn(other.ask(get(source.origin)))
    expect([paused.failure, source.asked.length, paused.text.en]).toEqual(['unreachable', 5, expect.stringContaining('30 s')])
    shared.clock.now += 30_000
    well = true
    await other.ask(get(source.origin))
    await other.ask(get(source.origin))
    expect(source.asked.length).toBe(7)
  })

  it('ends at once when the feed is stopped', async () => {
    const source = await sourceServer(() => undefined)
    const stop = new AbortController()
    const asking = clientOf(source.origin, '{}', { signal: stop.signal }).ask(get(source.origin))
    const reason = new Error('stopped')
    setTimeout(() => stop.abort(reason), 30)
    await expect(asking).rejects.toBe(reason)

    const failing = await sourceServer((_a, response) => json(response, '', { status: 500 }))
    const again = new AbortController()
    const waiting = clientOf(failing.origin, '{retry: {firstDelayMs: 60000, longestDelayMs: 600000}}', { signal: again.signal }).ask(get(failing.origin))
    setTimeout(() => again.abort(reason), 60)
    await expect(waiting).rejects.toBe(reason)
  })
})

describe('a refusal', () => {
  it.each<readonly [number, ReadFailure]>([[400, 'contract'], [401, 'refused'], [403, 'refused'], [404, 'contract'], [405, 'contract'], [422, 'contract'], [300, 'contract']])('%i is %s and asked once', async (status, failure) => {
    const source = await sourceServer((_a, response) => json(response, { msg: '参数错误' }, { status }))
    const error = await failureIn(clientOf(source.origin).ask(get(source.origin)))
    expect([error.failure, source.asked.length]).toEqual([failure, 1])
    for (const words of [error.text.zh, error.text.en]) expect(words).toContain('参数错误')
  })

  it('repeats what the source says, but never a secret of ours', async () => {
    const source = await sourceServer(({ headers }, response) => json(response, `bad key ${String(headers['x-key'])} for ${String(headers.authorization)}`, { status: 401 }))
    const error = await failureIn(clientOf(source.origin, '{auth: {kind: header, name: X-Key, value: {secret: k}}}', { secrets: { k: 'very "secret" key' } }).ask(get(source.origin)))
    expect(error.text.en).toContain('bad key •••')
    expect(error.text.en).not.toContain('very')
  })

  it('tells how far the clocks are apart', async () => {
    const source = await sourceServer((_a, response) => json(response, { msg: 'invalid sign' }, { status: 401, headers: { date: new Date(CLOCK + 400_000).toUTCString() } }))
    const { text: said } = await failureIn(clientOf(source.origin).ask(get(source.origin)))
    expect(said.en).toMatch(/2026-03-10T04:06:40Z.*2026-03-10T04:00:00Z.*400 s/)
    expect(said.zh).toContain('400 秒')
    const complaining = await sourceServer((_a, response) => json(response, { msg: 'gjgxjhpt_rtime 时间戳无效' }, { status: 403, headers: { date: new Date(CLOCK).toUTCString() } }))
    expect((await failureIn(clientOf(complaining.origin).ask(get(complaining.origin)))).text.en).toContain('complains of the time')
  })
})

describe('certificates', () => {
  const settings = '{retry: {attempts: 0}, tls: {ca: {secret: ca}, certificate: {secret: cert}, key: {secret: key}}}'
  const secrets = { ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') }
  const server = { ca: pem('ca.pem'), cert: pem('server.pem'), key: pem('server.key') }

  it('of an own authority and of the client come from secrets', async () => {
    const source = await sourceServer((_a, response) => json(response, ['in']), { ...server, requestCert: true, rejectUnauthorized: true })
    expect(text((await clientOf(source.origin, settings, { secrets }).ask(get(source.origin))).body)).toBe('["in"]')
    const without = await failureIn(clientOf(source.origin, '{retry: {attempts: 0}, tls: {ca: {secret: ca}}}', { secrets }).ask(get(source.origin)))
    expect(without.failure).toMatch(/refused|unreachable/)
    expect(source.asked.length).toBe(1)
  })

  it('that nobody here vouches for are refused', async () => {
    const source = await sourceServer((_a, response) => json(response, []), server)
    const error = await failureIn(clientOf(source.origin, once).ask(get(source.origin)))
    expect([error.failure, error.text.en, source.asked.length]).toEqual(['refused', expect.stringContaining('`ca`'), 0])
  })

  it('that are no PEM, or no pair, are a matter of the configuration, and are not shown', () => {
    for (const key of ['garbage-key', server.key]) {
      const open = (): unknown => clientOf('https://127.0.0.1:1', settings, { secrets: { ...secrets, key } })
      expect(open).toThrow(expect.objectContaining({ failure: 'configuration', message: expect.not.stringContaining('garbage') }))
    }
  })
})

describe('a proxy', () => {
  it('is asked in place of the source, with its user and password, and its own address is looked at', async () => {
    const source = await sourceServer((_a, response) => json(response, ['through']))
    const seen: string[] = []
    const proxy = await sourceServer(({ headers, path }, response) => {
      seen.push(`${headers['proxy-authorization'] ?? ''} ${headers.host ?? ''} ${path}`)
      const ahead = connect(source.port, '127.0.0.1', () => ahead.end(`GET ${path} HTTP/1.1\r\nhost: ${headers.host ?? ''}\r\nconnection: close\r\n\r\n`))
      ahead.pipe(response.socket ?? ahead)
    })
    const settings = `{retry: {attempts: 0}, proxy: {url: '${proxy.origin}', user: feeds, password: {secret: p}}}`
    const answer = await clientOf(source.origin, settings, { secrets: { p: 'word' } }).ask(get(`${source.origin}/orders`))
    expect(text(answer.body)).toBe('["through"]')
    expect(seen).toEqual([`Basic ${Buffer.from('feeds:word').toString('base64')} 127.0.0.1:${source.port} /orders`])

    const astray = `{retry: {attempts: 0}, proxy: {url: 'http://proxy.city:${proxy.port}'}}`
    const error = await failureIn(clientOf(source.origin, astray, { lookup: (_h, options, callback) => (options.all === true ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)) }).ask(get(source.origin)))
    expect([error.failure, seen.length]).toEqual(['refused', 1])
  })

  it('leads to a source with certificates through a tunnel, in which the source is who it says', async () => {
    const source = await sourceServer((_a, response) => json(response, ['through the tunnel']), { cert: pem('server.pem'), key: pem('server.key') })
    const tunnels: string[] = []
    const proxy = createHttpServer()
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '')
      const ahead = connect(source.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        ahead.pipe(socket).pipe(ahead)
      })
      for (const end of [ahead, socket]) end.on('error', () => ahead.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const settings = (ca: string): string => `{retry: {attempts: 0}, ${ca}proxy: {url: 'http://127.0.0.1:${String(Reflect.get(Object(proxy.address()), 'port'))}'}}`
    const answer = await clientOf(source.origin, settings('tls: {ca: {secret: ca}}, '), { secrets: { ca: pem('ca.pem') } }).ask(get(`${source.origin}/orders`))
    expect([text(answer.body), tunnels]).toEqual(['["through the tunnel"]', [`127.0.0.1:${source.port}`]])
    expect((await failureIn(clientOf(source.origin, settings('')).ask(get(source.origin)))).failure).toBe('refused')
  })
})
