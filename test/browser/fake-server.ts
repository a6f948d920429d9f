// Serves web/dist and a plausible API v1 with node:http alone, for developing and testing the pages without the real server.
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Change, Snapshot } from '../../web/api/types.ts'
import { city, displayOf, HOUR, model, START, valuesOf } from './fake-city.ts'
import { fakeDesk, type FakeDesk } from './fake-desk.ts'
import { feedAnswer } from './fake-feeds.ts'
import { comparisonsOf, intervals, seriesOf } from './fake-history.ts'
import { trendsOf } from './fake-trends.ts'
import { distributionOf, whyOf } from './fake-why.ts'
import { standingsOf } from './fake-judge.ts'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
/** The policy of the real server: a page that needs more than this is wrong. */
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'"

export interface FakeServer {
  readonly url: string
  close(): Promise<void>
}

export interface FakeOptions {
  /** A free port of loopback when left out. */
  readonly port?: number
  /** The pace of the live updates. */
  readonly tickMs?: number
  /** The present of its city when a viewer comes. */
  readonly now?: number
  /** What has changed lately, newest first. */
  readonly changes?: readonly Change[]
}

interface Stand {
  readonly tickMs: number
  readonly now: number
  readonly desk: FakeDesk
  readonly viewers: Set<ServerResponse>
}

export async function startFakeServer({ port = 0, tickMs = 1_000, now = START, changes = CHANGES }: FakeOptions = {}): Promise<FakeServer> {
  const viewers = new Set<ServerResponse>()
  const desk = fakeDesk(changes, () => viewers.forEach((viewer) => viewer.write('event: desk\ndata: {}\n\n')))
  const server: Server = createServer((request, response) => void bodyOf(request).then((body) => answer(request, response, { body, tickMs, now, desk, viewers })))
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () => new Promise((done) => (server.close(() => done()), server.closeAllConnections())),
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') return undefined
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

function answer(request: IncomingMessage, response: ServerResponse, { body, desk, ...stand }: Stand & { readonly body: unknown }): void {
  const url = new URL(request.url ?? '/', 'http://fake')
  response.setHeader('content-security-policy', CSP)
  if (!url.pathname.startsWith('/api/')) return serveFile(url.pathname, response)
  const path = url.pathname.replace('/api/v1', '')
  const area = url.searchParams.get('area') ?? url.searchParams.get('parent') ?? city.root
  if (path === '/live') return live(area, response, stand)
  const asOf = Date.parse(url.searchParams.get('asOf') ?? '')
  const json = path === '/city' ? city
    : path === '/model' ? model
    : path === '/standings' ? pastSnapshot(area, Number.isNaN(asOf) ? Date.parse(url.searchParams.get('knownAt') ?? '') || START : asOf, url.searchParams.get('knownAt'))
    : path === '/trends' ? trendsOf(url.searchParams, area)
    : desk.answer(path, body) ?? feedAnswer(path) ?? nested(path, url, area)
  if (json === undefined) {
    response.writeHead(404, { 'content-type': 'application/problem+json' })
    return void response.end(JSON.stringify({ type: 'about:blank', title: 'Not found', status: 404, advice: 'Look at /api/docs.' }))
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(json))
}

function serveFile(path: string, response: ServerResponse): void {
  const wanted = join(dist, normalize(decodeURIComponent(path)))
  const file = wanted.startsWith(dist) && extname(wanted) !== '' && existsSync(wanted) ? wanted : extname(path) === '' ? join(dist, 'index.html') : undefined
  if (file === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
}

function snapshotOf(area: string, ticks: number, asOf: number): Snapshot {
  const values = valuesOf(area, ticks, asOf)
  const loaded = Math.min(150_000, 62_000 + ticks * 11_000)
  return {
    area, asOf: new Date(asOf).toISOString(), model: model.version, feeds: { ok: 17, late: 1, stopped: 1, failing: 0, drifting: 0, paused: 0 },
    progress: loaded >= 150_000 ? null : { loaded, total: 150_000, loadedFrom: new Date(START - loaded * 120_000).toISOString() },
    values, standings: standingsOf(values),
  }
}

/** A moment of the past: it says by when it was known, and two of its values have been restated. */
function pastSnapshot(area: string, asOf: number, knownAt: string | null): Snapshot {
  const snapshot = snapshotOf(area, 0, asOf)
  const restated = new Map(Object.entries({ event_online_disposal_rate: -2_310, data_classified_share: 118 }))
  return {
    ...snapshot, progress: null, known: { at: knownAt ?? new Date(START).toISOString(), provisional: false },
    values: snapshot.values.map((value) => {
      const missing = restated.get(value.indicator)
      if (missing === undefined || knownAt !== null || value.numerator === undefined || value.denominator === undefined) return value
      const was = { numerator: value.numerator + missing, denominator: value.denominator }
      return { ...value, restated: { ...was, state: 'ok', display: displayOf(was, 'percent') } }
    }),
  }
}

function live(area: string, response: ServerResponse, { tickMs, now, viewers }: Omit<Stand, 'desk'>): void {
  let ticks = 0
  const send = (event: string, data: unknown): void => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('retry: 1000\n\n')
  let before = snapshotOf(area, 0, now)
  viewers.add(response)
  send('snapshot', before)
  const timer = setInterval(() => {
    const next = snapshotOf(area, ++ticks, now + ticks * 1_000)
    const old = before
    before = next
    const changed = <T>(rows: readonly T[], previous: readonly T[]): T[] => rows.filter((row, index) => JSON.stringify(row) !== JSON.stringify(previous[index]))
    send('update', { asOf: next.asOf, values: changed(next.values, old.values), standings: changed(next.standings, old.standings), progress: next.progress, feeds: next.feeds })
  }, tickMs)
  response.on('close', () => (clearInterval(timer), viewers.delete(response)))
}

function nested(path: string, url: URL, area: string): unknown {
  const [, collection, id, leaf] = path.split('/')
  if (collection === 'items' && leaf === 'standings') return { intervals: intervals(), known: { at: new Date(START).toISOString(), provisional: false } }
  if (collection !== 'indicators') return undefined
  if (leaf === 'areas') return { values: city.areas.filter((one) => one.parent === area).flatMap((one) => valuesOf(one.code, 0, START).filter((value) => value.indicator === id).map((value) => ({ ...value, area: one.code, next: null }))) }
  if (leaf === 'why') return whyOf(String(id), url.searchParams, area)
  if (leaf === 'distribution') return distributionOf(String(id), url.searchParams, area)
  return leaf === 'series' ? seriesOf(String(id), url.searchParams, area) : leaf === 'comparisons' ? comparisonsOf(String(id), url.searchParams, area) : undefined
}

const ago = (hours: number): string => new Date(START - hours * HOUR).toISOString()
export const CHANGES: readonly Change[] = [
  { id: 'fake/1', at: ago(0.4), kind: 'feed', item: 'C31', feed: 'one-form', title: { zh: '一表通数据源停更 41 天', en: 'One-form feed stopped for 41 days' }, detail: { zh: '超过 31 天时效；责任：市大数据局；等级不升不降', en: 'Past its limit of 31 days; owner: data bureau; the level neither rises nor falls' }, severity: 'bad' },
  { id: 'fake/2', at: ago(3), kind: 'register', item: 'C22', title: { zh: '年度一件事清单扩容：15 → 21 项', en: 'Annual one-thing list grew from 15 to 21' }, detail: { zh: '实现率 100% → 85.71%，因清单扩容，非业绩下降', en: 'Share 100% → 85.71% because the list grew' }, severity: 'warn' },
  { id: 'fake/3', at: ago(29), kind: 'standing', item: 'C28', title: { zh: '处置流程接近三级线', en: 'Disposal process close to level 3' }, detail: { zh: '79.66%，还差 3,388 件', en: '79.66%, 3,388 events short' }, severity: 'info' },
  { id: 'fake/4', at: ago(390), kind: 'standing', item: 'C35', title: { zh: '以城促产 数值达二级 → 三级', en: 'City drives industry: level 2 → 3 by numbers' }, detail: { zh: '新型产业社区 1 个通过验收', en: 'One new-type community accepted' }, severity: 'info' },
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = await startFakeServer({ port: Number(process.env['PORT'] ?? 8080) })
  process.stdout.write(`${started.url}\n`)
}
