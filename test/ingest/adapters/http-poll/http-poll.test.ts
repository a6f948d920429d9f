// What a polled feed asks for, and what it makes of the answers.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plainReadOptions } from '../../../../ingest/adapters/adapter.ts'
import { httpPoll } from '../../../../ingest/adapters/http-poll/http-poll.ts'
import { city, problemsOf, feedText } from '../../feed-of.ts'
import { json, sourceServer, type Answering } from '../../http/source-server.ts'
import { NOW, polled, readAll, row, rows } from './polled.ts'

describe('records', () => {
  it.each<readonly [string, unknown, string]>([
    ['at the top', rows(0, 3), 'records: ""'],
    ['under a pointer', { code: 0, data: { list: rows(0, 3) } }, 'records: /data/list'],
    ['under a key with a slash', { 'a/b': rows(0, 3) }, 'records: "/a~1b"'],
    ['in a list of results', { result: [{ rows: rows(0, 3) }, 1] }, 'records: /result/0/rows'],
  ])('%s are found', async (_name, answer, records) => {
    const source = await sourceServer((_a, response) => json(response, answer))
    const read = await readAll(polled(`url: '${source.origin}/orders', ${records}`))
    expect([read.ids, read.error]).toEqual([['0', '1', '2'], undefined])
  })

  it('keep numbers as they were written, and one with a flaw is refused alone', async () => {
    const source = await sourceServer((_a, response) => json(response, '{"rows":[{"id":12345678901234567890},{"id":12345678901234567891,"n":1.10e2},{"id":1,"id":2},{"__proto__":{"id":9}},42,{"id":"a\\u0000b"},{"id":"last"}]}'))
    const read = await readAll(polled(`url: '${source.origin}', records: /rows`))
    expect(read.ids).toEqual(['12345678901234567890', '12345678901234567891', 'repeated-key', 'forbidden-key', 'not-a-record', 'control-character', 'last'])
    expect(read.samples[1]).toMatchObject({ record: { n: '1.10e2' } })
  })

  it('in GBK are read where the answer or the feed file says so', async () => {
    const gbk = Buffer.from([...Buffer.from('[{"id":"'), 0xb1, 0xf5, 0xba, 0xd3, ...Buffer.from('"}]')])
    const labelled = await sourceServer((_a, response) => json(response, gbk, { headers: { 'content-type': 'application/json;charset=GBK' } }))
    expect((await readAll(polled(`url: '${labelled.origin}', records: ""`))).ids).toEqual(['滨河'])
    const mislabelled = await sourceServer((_a, response) => json(response, gbk, { headers: { 'content-type': 'application/json;charset=utf-8' } }))
    expect((await readAll(polled(`url: '${mislabelled.origin}', records: "", encoding: gb18030`))).ids).toEqual(['滨河'])
    const { error } = await readAll(polled(`url: '${mislabelled.origin}', records: ""`))
    expect([error?.failure, error?.text.zh]).toEqual(['contract', expect.stringContaining('encoding: gb18030')])
  })

  it('with a byte that the encoding does not have are refused alone', async () => {
    const body = Buffer.concat([Buffer.from('[{"id":"好"},{"id":"'), Buffer.from([0xe4, 0xb8]), Buffer.from('"},{"id":"也好"}]')])
    const source = await sourceServer((_a, response) => json(response, body))
    expect((await readAll(polled(`url: '${source.origin}', records: ""`))).ids).toEqual(['好', 'unreadable-bytes', '也好'])
  })

  it('are handed over in parts of the size that was asked for', async () => {
    const source = await sourceServer((_a, response) => json(response, rows(0, 5)))
    const read = await readAll(polled(`url: '${source.origin}', records: ""`), { batchSize: 2 })
    expect(read.parts.map(({ samples }) => samples.length)).toEqual([2, 2, 1])
  })
})

describe('an answer that is not what was agreed', () => {
  it.each<readonly [string, string, string, RegExp]>([
    ['a web page', '<!DOCTYPE html><title>登录</title>', 'contract', /sign in/],
    ['XML', '<?xml version="1.0"?><rows/>', 'contract', /XML/],
    ['nothing', '', 'incomplete', /empty/],
    ['half of its JSON', '{"data":{"list":[{"id":1},{"id"', 'incomplete', /ends in the middle/],
    ['text after its JSON', '{"data":{"list":[]}} {}', 'contract', /not JSON/],
    ['NaN', '{"data":{"list":[NaN]}}', 'contract', /not JSON/],
    ['its list elsewhere', '{"data":{"rows":[1,2]}}', 'contract', /\/data\/rows \(2\)/],
    ['its list twice', '{"data":{"list":[],"list":[]}}', 'contract', /twice/],
    ['an object for the list', '{"data":{"list":{}}}', 'contract', /no list/],
    ['null for the list without saying that all is well', '{"data":{"list":null}}', 'contract', /no list/],
    ['a bare number', '7', 'contract', /no list/],
  ])('because it is or has %s is an error that says so, and brings nothing', async (_name, body, failure, words) => {
    const source = await sourceServer((_a, response) => json(response, body))
    const read = await readAll(polled(`url: '${source.origin}', records: /data/list`))
    expect([read.parts, read.error?.failure, read.error?.text.en]).toEqual([[], failure, expect.stringMatching(words)])
    expect(read.error?.text.zh).toMatch(/[\u4e00-\u9fff]/)
  })

  it('because its code says so is an error with what the source says, without its secrets', async () => {
    const answer = (code: unknown, extra = {}): Answering => ({ headers }, response) => json(response, { code, msg: `签名错误 ${String(headers['x-key'])}`, ...extra })
    const adapter = (origin: string): string => `url: '${origin}', records: /data, success: {pointer: /code, values: ['0', 'true'], message: /msg}, headers: {X-Key: {secret: key}}`
    const secret = (): string => 'the-secret-key'
    for (const code of [0, '0', true]) {
      const fine = await sourceServer(answer(code, { data: rows(0, 1) }))
      expect((await readAll(polled(adapter(fine.origin)), { secret })).ids).toEqual(['0'])
    }
    const none = await sourceServer(answer(0, { data: null }))
    expect(await readAll(polled(adapter(none.origin)), { secret })).toMatchObject({ ids: [], error: undefined })
    for (const code of [500, null, undefined, { a: 1 }]) {
      const bad = await sourceServer(answer(code, { data: rows(0, 1) }))
      const { error, samples } = await readAll(polled(adapter(bad.origin)), { secret })
      expect([samples, error?.failure, error?.text.zh]).toEqual([[], 'refused', expect.stringContaining('签名错误 •••')])
    }
  })
})

describe('pages', () => {
  const all = rows(0, 25)
  const slice = (from: number, size: number): unknown => ({ total: all.length, rows: all.slice(from, from + size) })
  const ids = all.map(({ id }) => String(id))

  it.each<readonly [string, string, Answering]>([
    ['by number', '{by: page, parameter: pageNo, sizeParameter: pageSize, size: 10}', ({ query }, response) => json(response, slice((Number(query.get('pageNo')) - 1) * 10, Number(query.get('pageSize'))))],
    ['by number from 0', '{by: page, parameter: p, first: 0}', ({ query }, response) => json(response, slice(Number(query.get('p')) * 10, 10))],
    ['by offset', '{by: offset, parameter: $offset, sizeParameter: $limit, size: 10}', ({ query }, response) => json(response, slice(Number(query.get('$offset')), Number(query.get('$limit'))))],
    ['by offset, of a source that gives fewer than asked', '{by: offset, parameter: o, sizeParameter: n, size: 10}', ({ query }, response) => json(response, slice(Number(query.get('o')), 4))],
    ['by cursor', '{by: cursor, parameter: after, next: /next}', ({ query }, response) => {
      const from = Number(query.get('after') ?? 0)
      json(response, { ...Object(slice(from, 10)), next: from + 10 < all.length ? from + 10 : null })
    }],
    ['by link', '{by: link, next: /links/next}', ({ query }, response) => {
      const from = Number(query.get('from') ?? 0)
      json(response, { ...Object(slice(from, 10)), links: { next: from + 10 < all.length ? `/orders?from=${from + 10}` : '' } })
    }],
  ])('%s are read to the end, with a total and without', async (_name, paging, answering) => {
    const source = await sourceServer(answering)
    for (const total of ['', ', total: /total']) {
      const read = await readAll(polled(`url: '${source.origin}/orders', records: /rows, paging: ${paging}${total}`))
      expect([read.ids, read.error]).toEqual([ids, undefined])
    }
    const withTotal = source.asked.length
    expect(withTotal).toBeLessThanOrEqual(16)
  })

  it('of a POST are asked for in its body, at the place that a pointer names, beside what is fixed', async () => {
    const source = await sourceServer(({ body }, response) => {
      const { page, appId }: { page: { current: number }; appId: string } = JSON.parse(body)
      json(response, appId === 'id-7' ? slice((page.current - 1) * 10, 10) : {})
    })
    const read = await readAll(polled(`url: '${source.origin}', method: POST, records: /rows, body: {appId: {secret: app}, page: {order: asc}}, paging: {by: page, parameter: /page/current}, total: /total`), { secret: () => 'id-7' })
    expect([read.ids, read.error]).toEqual([ids, undefined])
    expect(JSON.parse(source.asked[0]?.body ?? '')).toEqual({ appId: 'id-7', page: { order: 'asc', current: 1 } })
  })

  it.each<readonly [string, string, Answering, string, RegExp, number]>([
    ['the third of five fails', '{by: page, parameter: p}, total: /total', ({ query }, response) => (query.get('p') === '3' ? json(response, '', { status: 500 }) : json(response, slice((Number(query.get('p')) - 1) * 5, 5))), 'unreachable', /500/, 10],
    ['the second is cut off', '{by: page, parameter: p}', ({ query }, response) => (query.get('p') === '2' ? json(response, '{"rows":[{"id":') : json(response, slice(0, 5))), 'incomplete', /ends in the middle/, 5],
    ['one is empty before the total is reached', '{by: page, parameter: p}, total: /total', ({ query }, response) => json(response, query.get('p') === '2' ? { total: 25, rows: [] } : slice(0, 10)), 'incomplete', /10 records came in 2 pages.*25/, 10],
    ['the total changes', '{by: page, parameter: p}, total: /total', ({ query }, response) => json(response, { ...Object(slice((Number(query.get('p')) - 1) * 10, 10)), total: 24 + Number(query.get('p')) }), 'incomplete', /25 to 26/, 10],
    ['there is more than the total', '{by: page, parameter: p}, total: /total', (_a, response) => json(response, { rows: all, total: 20 }), 'incomplete', /25 records.*20/, 25],
    ['the parameter is not known to the source', '{by: page, parameter: nope}', (_a, response) => json(response, slice(0, 10)), 'contract', /does not know the parameter/, 10],
    ['a cursor leads in a circle', '{by: cursor, parameter: after, next: /next}, mostPages: 50', ({ query }, response, number) => json(response, { rows: [{ id: number }], next: query.get('after') === 'a' ? 'b' : 'a' }), 'contract', /more than 50 pages/, 50],
    ['there are more than declared', '{by: page, parameter: p}, mostPages: 2', ({ query }, response) => json(response, { rows: [row(query.get('p') ?? '')] }), 'contract', /more than 2 pages/, 2],
    ['the next is on another host', '{by: link, next: /next}', (_a, response) => json(response, { rows: rows(0, 1), next: 'http://10.1.1.1/orders?page=2&key=hidden' }), 'refused', /10\.1\.1\.1/, 0],
    ['the next is no HTTP', '{by: link, next: /next}', (_a, response) => json(response, { rows: rows(0, 1), next: 'file:///etc/passwd' }), 'refused', /another host/, 0],
    ['there is no total where one was declared', '{by: page, parameter: p}, total: /count', (_a, response) => json(response, slice(0, 10)), 'contract', /no total/, 0],
  ])('of which %s are not whole: what came stays, and there is no cursor', async (_name, paging, answering, failure, words, kept) => {
    const source = await sourceServer(answering)
    const read = await readAll(polled(`url: '${source.origin}', records: /rows, paging: ${paging}, since: {parameter: from, path: at, date: {format: 'yyyy-MM-dd HH:mm:ss'}}`))
    expect([read.error?.failure, read.error?.text.en, read.samples.length, read.cursor]).toEqual([failure, expect.stringMatching(words), kept, undefined])
    expect(read.error?.text.zh).toMatch(/[\u4e00-\u9fff]/)
  })

  it('that were not declared are missed where the source counts its records', async () => {
    const source = await sourceServer((_a, response) => json(response, slice(0, 10)))
    const { error } = await readAll(polled(`url: '${source.origin}', records: /rows, total: /total`))
    expect([error?.failure, error?.text.en]).toEqual(['configuration', expect.stringMatching(/25 records and gave 10.*paging/)])
  })
})

describe('changes since the last reading', () => {
  const since = "since: {parameter: from, until: to, path: at, overlapSeconds: 600, date: {format: 'yyyy-MM-dd HH:mm:ss'}}"
  const local = (minutes: number): string => row('', minutes).at

  it('are asked for from the newest time seen, less the overlap, until now', async () => {
    const source = await sourceServer((_a, response) => json(response, [row('a', 90), row('b', 30), row('c', 45)]))
    const feed = polled(`url: '${source.origin}', records: "", ${since}`)
    const first = await readAll(feed)
    expect([source.asked[0]?.query.get('from'), source.asked[0]?.query.get('to')]).toEqual([null, local(0)])
    expect(first.cursor).toEqual({ newest: NOW - 30 * 60_000 })
    await readAll(feed, { cursor: first.cursor })
    expect(source.asked[1]?.query.get('from')).toBe(local(40))
  })

  it('are never passed over because of a time in the future, and an older answer does not move the cursor back', async () => {
    const source = await sourceServer((_a, response) => json(response, [row('a', 90), { id: 'wrong clock', at: '2031-01-01 00:00:00' }, { id: 'no date', at: '—' }]))
    const feed = polled(`url: '${source.origin}', records: "", ${since}`)
    expect((await readAll(feed)).cursor).toEqual({ newest: NOW - 90 * 60_000 })
    expect((await readAll(feed, { cursor: { newest: NOW - 60_000 } })).cursor).toBeUndefined()
  })

  it('begin where the feed file says, in the form and the zone of the source', async () => {
    const source = await sourceServer((_a, response) => json(response, []))
    const asked = async (date: string, start = "'2026-03-01'"): Promise<string | null | undefined> => {
      await readAll(polled(`url: '${source.origin}', records: "", since: {parameter: from, path: at, start: ${start}, date: ${date}}`))
      return source.asked.at(-1)?.query.get('from')
    }
    expect(await asked('{format: ISO}')).toBe('2026-03-01T00:00:00+08:00')
    expect(await asked('{format: yyyyMMddHHmmss, zone: UTC}')).toBe('20260228160000')
    expect(await asked('{format: epoch-s}')).toBe('1772294400')
    expect(await asked('{format: epoch-ms}', "'2026-03-01T08:00:00.250+08:00'")).toBe('1772323200250')
    expect(await asked("{format: 'MM/dd/yyyy hh:mm:ss a'}", "'2026-03-01T12:05:00+08:00'")).toBe('03/01/2026 12:05:00 PM')
  })

  it('of a range are read from and to its ends, and leave the cursor alone', async () => {
    const source = await sourceServer((_a, response) => json(response, [row('a', 300)]))
    const read = await readAll(polled(`url: '${source.origin}', records: "", ${since}`), { cursor: { newest: NOW }, range: { from: NOW - 6 * 3_600_000, to: NOW - 3_600_000 } })
    expect([source.asked[0]?.query.get('from'), source.asked[0]?.query.get('to'), read.ids, read.cursor]).toEqual([local(360), local(60), ['a'], undefined])
    const { error } = await readAll(polled(`url: '${source.origin}', records: ""`), { range: { from: 0, to: NOW } })
    expect([error?.failure, error?.text.en]).toEqual(['configuration', expect.stringContaining('since')])
  })
})

describe('an answer that has not changed', () => {
  const validated = (): Promise<Awaited<ReturnType<typeof sourceServer>>> => sourceServer(({ headers }, response) => {
    if (headers['if-none-match'] === '"v1"') response.writeHead(304).end()
    else json(response, rows(0, 2), { headers: { etag: '"v1"', 'last-modified': 'Tue, 10 Mar 2026 04:00:00 GMT' } })
  })

  it('is not read again: the reading ends well and brings nothing', async () => {
    const source = await validated()
    const feed = polled(`url: '${source.origin}', records: ""`)
    const first = await readAll(feed)
    const second = await readAll(feed, { cursor: first.cursor })
    expect([second.parts, second.error, source.asked[1]?.headers['if-modified-since']]).toEqual([[], undefined, 'Tue, 10 Mar 2026 04:00:00 GMT'])
  })

  it('is read again after the feed file or the request has changed, in a back-fill, and as a full list', async () => {
    const source = await validated()
    const cursor = (await readAll(polled(`url: '${source.origin}', records: ""`))).cursor
    for (const [adapter, delivery] of [[`url: '${source.origin}', records: "", mostPages: 9`, 'full'], [`url: '${source.origin}/other', records: ""`, 'full'], [`url: '${source.origin}', records: ""`, 'list']] as const) {
      expect((await readAll(polled(adapter, delivery), { cursor })).ids).toEqual(['0', '1'])
    }
    expect((await readAll(polled(`url: '${source.origin}', records: ""`, 'list'))).cursor).toBeUndefined()
  })

  it('of several pages is never taken for the whole', async () => {
    const source = await sourceServer(({ query, headers }, response) => (headers['if-none-match'] === undefined ? json(response, { total: 4, rows: query.get('p') === '1' ? rows(0, 2) : rows(2, 4) }, { headers: { etag: '"page"' } }) : response.writeHead(304).end()))
    const feed = polled(`url: '${source.origin}', records: /rows, total: /total, paging: {by: page, parameter: p}`)
    const first = await readAll(feed)
    expect([first.cursor, (await readAll(feed, { cursor: first.cursor })).ids.length]).toEqual([undefined, 4])
  })

  it('cannot be claimed by a source that was not asked', async () => {
    const source = await sourceServer((_a, response) => response.writeHead(304).end())
    expect((await readAll(polled(`url: '${source.origin}', records: ""`))).error?.failure).toBe('contract')
  })
})

describe('a source before it is mapped', () => {
  it('shows its fields as a mapping names them, its first rows, and how many there are', async () => {
    const source = await sourceServer((_a, response) => json(response, { total: 812, rows: [{ id: 1, 'a/b': 2, place: { street: '东一街', tags: ['x'] }, open: true }, { id: 2, extra: null }] }))
    const found = await httpPoll.discover?.(polled(`url: '${source.origin}', records: /rows, total: /total`), { ...plainReadOptions(city.zone, () => NOW), rows: 1 })
    expect(found).toMatchObject({ total: 812, fields: [{ path: 'id' }, { path: 'a/b' }, { path: '/place/street' }, { path: '/place/tags/*' }, { path: 'open' }] })
    expect(found?.samples.length).toBe(1)
  })

  it('counts its records where it can say so', async () => {
    const source = await sourceServer(({ query }, response) => json(response, { total: query.has('from') ? 5 : 25, rows: rows(0, 1) }))
    const options = plainReadOptions(city.zone, () => NOW)
    const feed = polled(`url: '${source.origin}', records: /rows, total: /total, paging: {by: page, parameter: p}, since: {parameter: from, until: to, path: at, date: {format: ISO}}`)
    expect(await httpPoll.reconcile?.(feed, options)).toMatchObject({ records: 25, basis: { zh: expect.stringContaining('/total') } })
    expect(await httpPoll.reconcile?.(feed, { ...options, range: { from: 0, to: NOW } })).toMatchObject({ records: 5 })
    await expect(httpPoll.reconcile?.(polled(`url: '${source.origin}', records: /rows`), options)).rejects.toMatchObject({ failure: 'configuration' })
  })
})

describe('a feed file of a polled source', () => {
  const problems = (adapter: string, delivery = 'full'): readonly string[] => problemsOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}', { delivery, rest: `adapter: {kind: http-poll, ${adapter}}\n` }))

  it.each<readonly [string, RegExp]>([
    ["url: 'http://169.254.169.254/', records: ''", /metadata/],
    ["url: 'http://2130706433/', records: ''", /127\.0\.0\.1/],
    ["url: 'http://10.0.0.1/', records: rows", /form/],
    ["url: 'http://10.0.0.1/', records: '', body: {a: 1}", /method: POST/],
    ["url: 'http://10.0.0.1/', records: '', parameters: body", /method: POST/],
    ["url: 'http://10.0.0.1/', records: '', headers: {Host: x}", /Host/],
    ["url: 'http://10.0.0.1/', records: '', headers: {Authorization: x}, auth: {kind: bearer, token: {secret: t}}", /keep one/],
    ["url: 'http://10.0.0.1/', records: '', tls: {ca: {secret: c}}", /https/],
    ["url: 'https://10.0.0.1/', records: '', tls: {key: {secret: c}}", /together/],
    ["url: 'http://10.0.0.1/', records: '', auth: {kind: oauth2, tokenUrl: 'http://169.254.169.254/', clientId: a, clientSecret: {secret: b}}", /auth\.tokenUrl/],
    ["url: 'http://10.0.0.1/', records: '', proxy: {url: 'socks5://10.0.0.1'}", /proxy\.url/],
    ["url: 'http://10.0.0.1/', records: '', paging: {by: page, parameter: p, size: 5}", /sizeParameter/],
    ["url: 'http://10.0.0.1/', records: '', since: {parameter: p, path: a, date: {format: YYYY}}", /unknown token/],
    ["url: 'http://10.0.0.1/', records: '', since: {parameter: p, path: a, start: soon, date: {format: ISO}}", /since\.start/],
    ["url: 'http://10.0.0.1/', records: /__proto__/list", /not allowed/],
    ["url: 'http://10.0.0.1/', records: '', auth: {kind: bearer, token: plain-text}", /./],
  ])('with %s is refused with what to do', (adapter, words) => {
    expect(problems(adapter).join('\n')).toMatch(words)
  })

  it('shows every way to sign in its README, each of which works', () => {
    const readme = readFileSync(new URL('../../../../ingest/adapters/http-poll/README.md', import.meta.url), 'utf8')
    const examples = [...readme.matchAll(/^```yaml\n([^]*?)```/gm)].map((match) => match[1] ?? '')
    expect(examples.length).toBeGreaterThan(4)
    for (const example of examples) {
      const adapter = example.startsWith('adapter:') ? example : `adapter:\n  kind: http-poll\n  url: https://10.20.30.40/api/orders\n  records: /data\n${example.replaceAll(/^(?=.)/gm, '  ')}`
      expect([example, problemsOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}', { rest: adapter }))]).toEqual([example, []])
    }
  })
})
