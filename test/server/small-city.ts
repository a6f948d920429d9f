// A city that fits on a page, fed in every way there is, with a clock that stands until it is moved.
import { sql } from 'kysely'
import { afterAll, afterEach } from 'vitest'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Instant } from '../../rules/time/instant.ts'
import { buildApp } from '../../server/app.ts'
import { startAssessor, type Assessor } from '../../server/live/assessor.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { leadsAlone, type LeadsAlone } from './leads-alone.ts'
import { newStoreDirectory } from './store-template.ts'

export const NOON: Instant = Date.parse('2026-03-10T12:00:00+08:00')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** An instant of the city's local time as its sources write it: `2026-03-10 12:00:00`. */
export const local = (instant: Instant): string => new Date(instant + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')
/** The same with its offset. */
export const iso = (instant: Instant): string => `${local(instant).replace(' ', 'T')}+08:00`

export const CITY = `schema: ctmm-city/1
name: {zh: 小城, en: Small City}
zone: Asia/Shanghai
root: '990900'
areas:
  - {code: '990900', kind: city, zh: 小城, en: Small City}
  - {code: '990901', kind: district, zh: 东区, en: East, aliases: [东城]}
  - {code: '990901001', kind: street, zh: 东一街, en: East One, parent: '990901'}
  - {code: '990901002', kind: street, zh: 东二街, en: East Two, parent: '990901'}
  - {code: '990902', kind: district, zh: 西区, en: West}
  - {code: '990902001', kind: street, zh: 西一街, en: West One, parent: '990902'}
  - {code: 'park', kind: zone, zh: 园区, en: Park, members: ['990901002', '990902001']}
bureaus:
  - {code: cgj, zh: 城管局, en: Urban Management}
  - {code: zwb, zh: 政务局, en: Government Services}
sources:
  - {indicators: [oneform_department_coverage], systems: [one-form], form: measurements}
`

const feed = (id: string, { source, rest, mapping }: { readonly source: string; readonly rest: string; readonly mapping: string }): string => `schema: ctmm-feed/1
id: ${id}
zh: ${id} 数据源
en: The feed ${id}
source: ${source}
adapter: {kind: http-push}
cadenceMinutes: 60
${rest}
mapping:
${mapping.replaceAll(/^/gm, '  ')}
`

const DATES = "dates: {format: 'yyyy-MM-dd HH:mm:ss'}"

export const FEEDS = {
  orders: feed('orders', {
    source: 'hotline',
    rest: 'delivery: full\ncoverage: {until: received}\nbureau: zwb\ncolumns: [no, area, accepted, dispatched, contact, closed, reopened, complex, updated]',
    mapping: `fact: {kind: case, caseType: appeal}
${DATES}
key: {path: no}
observedAt: {path: updated}
version: {path: updated, date: {format: 'yyyy-MM-dd HH:mm:ss'}}
area: {path: area, by: code, whenEmpty: city}
acceptedAt: {path: accepted, empty: reject}
dispatchedAt: {path: dispatched}
firstContactAt: {path: contact}
closedAt: [{path: closed}]
reopenedAt: [{path: reopened}]
complex: {path: complex, enum: {'1': true, '0': false}}`,
  }),
  grid: feed('grid', {
    source: 'hotline',
    rest: 'delivery: partial\ncoverage: {until: received}',
    mapping: `fact: {kind: case, caseType: appeal}
${DATES}
key: {path: no}
observedAt: {path: at}
firstContactAt: {path: contact}`,
  }),
  events: feed('events', {
    source: 'cityops',
    rest: 'delivery: full\ncoverage: {until: received}\nbureau: cgj',
    mapping: `fact: {kind: case, caseType: event}
${DATES}
key: {path: id}
observedAt: {path: updated}
area: {path: street, by: name, whenEmpty: city}
filedAt: {path: filed, empty: reject}
closedAt: [{path: closed}]
online: {path: online, enum: {是: true, 否: false}}`,
  }),
  scenarios: feed('scenarios', {
    source: 'scenario-list',
    rest: 'delivery: list\ncoverage: {until: max-of, field: observedAt}',
    mapping: `fact: {kind: register-entry, register: open-scenario}
dates: {format: yyyy-MM-dd}
key: {path: no}
observedAt: {path: date}
area: {path: area, by: code, whenEmpty: city}
status: {path: state, enum: {已开放: open, 拟开放: planned}}
group: {path: domain}`,
  }),
  catalogue: feed('catalogue', {
    source: 'catalogue',
    rest: 'delivery: changes\ncoverage: {until: received}',
    mapping: `fact: {kind: register-entry, register: data-resource}
dates: {format: yyyy-MM-dd}
key: {path: no}
observedAt: {path: date}
area: {path: area, by: code, whenEmpty: city}
status: {path: state}
group: {path: owner}`,
  }),
  'one-form': feed('one-form', {
    source: 'one-form',
    rest: 'coverage: {until: max-of, field: to}',
    mapping: `fact: {kind: measurement, indicator: oneform_department_coverage}
dates: {format: yyyy-MM-dd}
area: {path: area, by: code, whenEmpty: city}
form: {constant: snapshot}
observedAt: {received: true}
to: {path: date}
numerator: {path: used}
denominator: {path: all}
percent: {path: rate, scale: 0-100}`,
  }),
  ledger: `schema: ctmm-feed/1
id: ledger
zh: 台账
en: Ledger
source: ledger
adapter: {kind: csv-file, path: ledger.csv, encoding: utf-8}
cadenceMinutes: 1440
delivery: changes
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: register-entry, register: demo-park}
  dates: {format: yyyy-MM-dd}
  key: {path: id}
  observedAt: {path: date}
  status: {constant: accepted}
`,
} as const

export type FeedName = keyof typeof FEEDS
export interface Counts {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: number
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly body: unknown
  /** The body as what it is declared to be. */
  as<T>(): T
}

export interface SmallCity {
  readonly app: FastifyInstance
  readonly workbench: Workbench
  readonly assessor: Assessor
  readonly leadership: LeadsAlone
  readonly clock: { now: Instant }
  /** Errors of the background work; a test that expects none checks that it is empty. */
  readonly errors: unknown[]
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: string | Uint8Array | object, headers?: Record<string, string>): Promise<Answer>
  push(feed: FeedName, samples: readonly object[]): Promise<Counts>
  /** Moves the clock and resolves when the assess loop has looked at the city then. */
  moveTo(now: Instant): Promise<void>
  /** Resolves after a look that began after this call. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface OpenStore {
  readonly workbench: Workbench
  readonly clock: { now: Instant }
  close(): Promise<void>
}

interface CityOptions {
  /** False for a store that has no city yet. */
  readonly configured?: boolean
}

/** The city over a store of its own. */
export async function openSmallCity(options: CityOptions = {}): Promise<SmallCity> {
  const store = await openCityStore(options)
  const city = await serveCity(store)
  return { ...city, close: async () => (await city.close(), store.close()) }
}

async function openCityStore({ configured = true }: CityOptions): Promise<OpenStore> {
  const directory = await newStoreDirectory()
  const clock = { now: NOON }
  const workbench = await Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: draft, now: () => clock.now })
  if (configured) {
    await workbench.applyCity(CITY, 'city.yaml')
    await workbench.applyFeeds(Object.entries(FEEDS).map(([id, text]) => ({ text, fileName: `${id}.feed.yaml` })))
  }
  let closed = false
  return {
    workbench, clock,
    async close() {
      if (closed) return
      closed = true
      await workbench.close()
      directory.remove()
    },
  }
}

/** Forgets every fact and every standing; city and feeds stay in force, and series keep their numbers. */
async function empty({ workbench, clock }: OpenStore): Promise<void> {
  await sql`truncate edge, unfolded, rollup_hour, rollup_day, rollup_month, rollup_year, revision, retraction, said_again, list_date, list_delivery, undo, undone_batch, undo_identity, run_batch, identity, intake_batch, dead_letter, feed_state, standing, job_run, acknowledgement, shift_note`.execute(workbench.store.db)
  clock.now = NOON
}

async function serveCity({ workbench, clock }: OpenStore): Promise<SmallCity> {
  const errors: unknown[] = []
  const leadership = await leadsAlone(workbench)
  const assessor = await startAssessor({ workbench, leadership, onError: (error) => errors.push(error) })
  const app = await buildApp({ services: { workbench, assessor, leadership }, logger: false })
  await app.ready()

  const answer = async (request: InjectOptions): Promise<Answer> => {
    const response = await app.inject(request)
    return {
      status: response.statusCode, type: String(response.headers['content-type'] ?? ''), headers: response.headers, text: response.body,
      get body(): unknown {
        return JSON.parse(response.body)
      },
      as: () => JSON.parse(response.body),
    }
  }
  let looks = 0
  const waiting: { readonly after: number; readonly resolve: () => void }[] = []
  assessor.onLook(() => {
    looks++
    for (const one of waiting.splice(0)) {
      if (one.after < looks) one.resolve()
      else waiting.push(one)
    }
  })
  const wake = (): void => workbench.bus.publish('intake', { feed: 'orders', batch: 0, changed: true })
  const look = (): Promise<void> => new Promise((resolve) => {
    waiting.push({ after: looks, resolve })
    wake()
  })
  // A look that is under way when this is called may have read the clock before; the next one has not.
  const settled = async (): Promise<void> => {
    await look()
    await look()
  }
  let closed = false
  return {
    app, workbench, assessor, leadership, clock, errors, settled,
    get: (path, headers = {}) => answer({ method: 'GET', url: path, headers }),
    post: (path, body, headers = {}) => answer({
      method: 'POST', url: path, headers: { 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    }),
    async push(id, samples) {
      const response = await app.inject({ method: 'POST', url: `/api/v1/feeds/${id}/samples`, payload: { samples } })
      if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`)
      return response.json()
    },
    async moveTo(at) {
      clock.now = at
      await settled()
    },
    async close() {
      if (closed) return
      closed = true
      await app.close()
      await assessor.stop()
    },
  }
}

/** One city for all tests of a file. */
export function smallCityOfFile(options: CityOptions = {}): () => Promise<SmallCity> {
  let opened: Promise<SmallCity> | undefined
  afterAll(async () => (await opened)?.close())
  return () => (opened ??= openSmallCity(options))
}

/** A city without facts, with a server of its own, for every test that asks. They share a store, unless a test wants one of its own to spoil. */
export function smallCityOfTest(): (options?: { readonly ownStore?: boolean }) => Promise<SmallCity> {
  let shared: Promise<OpenStore> | undefined
  const opened: SmallCity[] = []
  afterEach(async () => {
    for (const city of opened.splice(0)) await city.close()
  })
  afterAll(async () => (await shared)?.close())
  return async ({ ownStore = false } = {}) => {
    if (!ownStore) {
      shared ??= openCityStore({})
      await empty(await shared)
    }
    const city = ownStore || shared === undefined ? await openSmallCity() : await serveCity(await shared)
    opened.push(city)
    return city
  }
}

/** `count` events of a street filed one a minute until `until`, the first `online` of them closed online. */
export function events(prefix: string, { count, online, until = NOON - HOUR, street = '东一街' }: { readonly count: number; readonly online: number; readonly until?: Instant; readonly street?: string | null }): readonly object[] {
  return Array.from({ length: count }, (_, index) => {
    const filed = until - index * MINUTE
    return { id: `${prefix}-${index}`, street, filed: local(filed), closed: index < online ? local(filed + 30_000) : null, online: index < online ? '是' : '否', updated: local(filed + 30_000) }
  })
}

/** An order dispatched at `dispatched` and answered `hours` later. */
export const order = (no: string, dispatched: Instant, { hours, area = '990901001', complex = '0', ...rest }: { readonly hours?: number; readonly area?: string | null; readonly complex?: string; readonly [column: string]: unknown } = {}): object => ({
  no, area, accepted: local(dispatched - MINUTE), dispatched: local(dispatched), contact: hours === undefined ? null : local(dispatched + hours * HOUR), closed: null, reopened: null, complex,
  updated: local(dispatched + (hours ?? 0) * HOUR), ...rest,
})
