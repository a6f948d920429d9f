// A store as the first release left it: made by its frozen migration and filled by plain SQL with statements in the bytes that it wrote.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { migrate } from '../../db/migrate.ts'
import type { Db } from '../../db/open-store.ts'
import { texts } from '../../db/sql-arrays.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import { letterOf } from '../../ingest/intake/letter.ts'
import { mapDelivery } from '../../ingest/intake/map-delivery.ts'
import { asOfListDate } from '../../ingest/intake/withdraw-absent.ts'
import { compileMapping } from '../../ingest/mapping/compile-mapping.ts'
import { loadCity } from '../../rules/city/read-city.ts'
import type { Fact, RegisterFact } from '../../rules/facts/fact.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, DAY, events, FEEDS, HOUR, local, NOON, order, type FeedName } from '../server/small-city.ts'

export const INITIAL = '0001-initial'

/** Samples of one feed that arrived together, and when they were recorded. */
export interface InitialDelivery {
  readonly feed: FeedName
  readonly recordedAt: number
  readonly samples: readonly object[]
}

/** Everything that ever happened there, in order: cases, corrections, reopenings, lists that lost entries, refused samples. `cases` more events at the end. */
export function initialDeliveries(cases = 0): readonly InitialDelivery[] {
  return [
    { feed: 'events', recordedAt: NOON - 3 * DAY, samples: [...events('E', { count: 40, online: 25, until: NOON - 4 * DAY }), { id: 'bad' }] },
    { feed: 'orders', recordedAt: NOON - 2 * DAY, samples: Array.from({ length: 30 }, (_, index) => order(`O${index}`, NOON - (60 + index * 13) * HOUR, { ...(index % 4 === 0 ? {} : { hours: index % 9 }), complex: index % 7 === 0 ? '1' : '0', area: index % 3 === 0 ? '990902001' : '990901002' })) },
    { feed: 'scenarios', recordedAt: NOON - 2 * DAY + HOUR, samples: ['a', 'b', 'c'].map((no) => ({ no, date: '2026-03-01', area: '990901', state: '已开放', domain: `d-${no}` })) },
    { feed: 'scenarios', recordedAt: NOON - DAY, samples: ['a', 'c', 'd'].map((no) => ({ no, date: '2026-03-08', area: '990902', state: '已开放', domain: `d-${no}` })) },
    { feed: 'orders', recordedAt: NOON - DAY + HOUR, samples: [order('O1', NOON - 73 * HOUR, { hours: 40 }), order('O2', NOON - 86 * HOUR, { hours: 2, closed: local(NOON - 60 * HOUR), reopened: local(NOON - 50 * HOUR) })] },
    { feed: 'grid', recordedAt: NOON - DAY + 2 * HOUR, samples: [{ no: 'O4', at: local(NOON - 40 * HOUR), contact: local(NOON - 41 * HOUR) }] },
    { feed: 'catalogue', recordedAt: NOON - DAY + 3 * HOUR, samples: [{ no: 'r1', date: '2026-02-01', area: '990900', state: 'approved', owner: 'zwb' }, { no: 'r2', date: 'soon' }] },
    { feed: 'one-form', recordedAt: NOON - HOUR, samples: [{ date: '2026-03-09', area: '990900', used: 42, all: 50, rate: 84 }] },
    ...(cases === 0 ? [] : [{ feed: 'events' as const, recordedAt: NOON - HOUR / 2, samples: events('many', { count: cases, online: Math.floor(cases / 2), until: NOON - DAY }) }]),
  ]
}

/** Makes the tables of the first release and fills them. Sums are left as nobody may trust them: a later release makes its own. */
export async function fillInitialStore(db: Db, deliveries = initialDeliveries()): Promise<void> {
  await migrate(db, { to: INITIAL })
  const city = loadCity(CITY, 'city.yaml', { indicators: new Set(draft.indicators.map(({ code }) => code)) })
  await sql`insert into store (purpose, derivation) values ('city', 'of the first release')`.execute(db)
  await sql`insert into city_file (digest, text) values (${digestOf(CITY)}, ${CITY})`.execute(db)
  for (const [feed, text] of Object.entries(FEEDS)) await sql`insert into feed_file (feed, digest, text) values (${feed}, ${digestOf(text)}, ${text})`.execute(db)

  const standing = new Map<string, RegisterFact>()
  for (const { feed: id, recordedAt, samples } of deliveries) {
    const reading = checkFeed(FEEDS[id], `${id}.feed.yaml`, { model: draft, city })
    if (!reading.ok) throw new Error(`The feed ${id} is not sound.`)
    const { feed } = reading
    const delivery = mapDelivery(compileMapping(feed, city, draft), samples.map((record, position) => ({ position, record: { ...record } })), recordedAt)
    const facts = feed.delivery === 'list' ? withAbsent(asOfListDate(delivery.facts), standing) : delivery.facts
    const iso = new Date(recordedAt).toISOString()
    const { rows } = await sql<{ id: number }>`
      insert into intake_batch (feed, recorded_at, received, stored, duplicate, rejected)
      values (${id}, ${iso}::timestamptz, ${samples.length}, ${delivery.facts.length}, 0, ${delivery.rejected.length}) returning id`.execute(db)
    const batch = rows[0]?.id ?? 0
    await insertStatements(db, { batch, iso, facts })
    for (const letter of delivery.rejected.map(letterOf)) {
      await sql`
        insert into dead_letter (feed, batch, recorded_at, digest, position, sample, field, value, code, reason, advice) values (${id}, ${batch}::bigint, ${iso}::timestamptz, ${letter.digest}, ${letter.position},
          ${letter.sampleJson}::text::jsonb, ${letter.field}, ${letter.value}, ${letter.code}, ${JSON.stringify(letter.reason)}::text::jsonb, ${JSON.stringify(letter.advice)}::text::jsonb)`.execute(db)
    }
    const coveredUntil = delivery.coveredUntil === undefined ? null : new Date(delivery.coveredUntil).toISOString()
    await sql`
      insert into feed_state as known (feed, covered_until, last_received_at, received, stored, rejected) values (${id}, ${coveredUntil}::text::timestamptz, ${iso}::timestamptz, ${samples.length}, ${delivery.facts.length}, ${delivery.rejected.length})
      on conflict (feed) do update set covered_until = greatest(known.covered_until, excluded.covered_until), last_received_at = excluded.last_received_at,
        received = known.received + excluded.received, stored = known.stored + excluded.stored, rejected = known.rejected + excluded.rejected`.execute(db)
  }
  await sql`insert into series_key (calculation, series_window, segment, cohort, member_group, area, bureau, source) values ('gone', '', '', 0, '', 'nowhere', '', 's')`.execute(db)
  await sql`insert into edge (series, at, recorded_at, batch, identity, entered, met, open, open_start_ms, elapsed_ms) values (1, '2026-03-01', '2026-03-01', 1, 1, 7, 7, 7, 7, 7)`.execute(db)
  await sql`insert into rollup_day (series, day, recorded_day, entered, met, open, open_start_ms, elapsed_ms) values (1, 20513, 20513, 7, 7, 7, 7, 7)`.execute(db)
  await sql`
    insert into standing (area, item, as_of, recorded_at, cause, model_version, state, proven, ceiling, grounds)
    values ('990900', '5.2.3', ${new Date(NOON - DAY).toISOString()}::timestamptz, ${new Date(NOON - DAY).toISOString()}::timestamptz, 'change', ${draft.version}, 'proven', 2, 3, '[]')`.execute(db)
}

/** What the list leaves out is withdrawn as of its date, as the first release wrote it. */
function withAbsent(facts: readonly Fact[], standing: Map<string, RegisterFact>): readonly Fact[] {
  const rows = facts.filter((fact) => fact.kind === 'register-entry')
  const first = rows[0]
  if (first === undefined) return facts
  const version = rows.reduce((newest, row) => Math.max(newest, row.version), first.version)
  const named = new Set(rows.map(({ key }) => key))
  const gone = [...standing.values()].filter(({ key, register }) => register === first.register && !named.has(key))
  for (const { key } of gone) standing.delete(key)
  for (const row of rows) standing.set(row.key, row)
  return [...rows, ...gone.map(({ register, source, key }): RegisterFact => ({ kind: 'register-entry', register, source, key, observedAt: first.observedAt, version, area: null, bureau: null, status: 'withdrawn', withdrawn: true }))]
}

async function insertStatements(db: Db, { batch, iso, facts }: { readonly batch: number; readonly iso: string; readonly facts: readonly Fact[] }): Promise<void> {
  const stored = facts.map((fact) => {
    const json = JSON.stringify({ ...fact, source: undefined, key: undefined }, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    const kind = fact.kind === 'case' ? fact.caseType : fact.kind === 'register-entry' ? `register:${fact.register}` : `measurement:${fact.indicator}`
    return { source: fact.source, kind, key: fact.key, json, digest: digestOf(json) }
  })
  const column = (name: 'source' | 'kind' | 'key' | 'json' | 'digest') => texts(stored.map((one) => one[name]))
  await sql`
    with said as (select * from unnest(${column('source')}, ${column('kind')}, ${column('key')}, ${column('json')}, ${column('digest')}) as row (source, kind, key, json, digest)),
      made as (insert into identity (source, kind, key) select distinct source, kind, key from said on conflict do nothing returning id, source, kind, key),
      named as (select * from made union select identity.id, identity.source, identity.kind, identity.key from identity join said using (source, kind, key))
    insert into revision (identity, batch, recorded_at, digest, fact)
    select named.id, ${batch}::bigint, ${iso}::timestamptz, said.digest, said.json::jsonb from said join named using (source, kind, key)`.execute(db)
  const list = facts.find((fact) => fact.kind === 'register-entry')
  if (list === undefined) return
  await sql`
    insert into list_date (source, kind, observed_at, version) values (${list.source}, ${`register:${list.register}`}, ${new Date(list.observedAt).toISOString()}::timestamptz, ${Math.trunc(list.version)}::bigint)
    on conflict do nothing`.execute(db)
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)
