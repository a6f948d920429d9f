import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Instant } from '../../rules/time/instant.ts'
import type { AuditAnswer } from '../../server/schemas/audit.ts'
import type { Snapshot, Value } from '../../server/schemas/snapshot.ts'
import { recordedAt } from '../db/contract/world.ts'
import { DAY, HOUR, MINUTE, NOON, events, iso, local, openSmallCity, order, type FeedName, type SmallCity } from './small-city.ts'

const MAY = Date.parse('2025-05-20T12:00:00+08:00')

describe('a reading at two clocks', () => {
  let city: SmallCity

  /** Pushes samples as if the store had been told of them at an instant. */
  async function told(at: Instant, feed: FeedName, samples: readonly object[]): Promise<void> {
    await city.push(feed, samples)
    const { rows } = await sql<{ id: number }>`select max(id) as id from intake_batch`.execute(city.workbench.store.db)
    await recordedAt(city.workbench.store.db, rows[0]?.id ?? 0, at)
  }
  const read = async (clocks: Readonly<Record<string, string>>): Promise<Snapshot> => (await city.get(`/api/v1/standings?${new URLSearchParams(clocks).toString()}`)).as<Snapshot>()
  const online = (snapshot: Snapshot): Value | undefined => snapshot.values.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)

  beforeAll(async () => {
    city = await openSmallCity()
    // Four events by the 20th of May; three days later two are corrected to have been closed online in time, and one more turns up.
    await told(MAY, 'events', events('E', { count: 4, online: 1, until: MAY - HOUR }))
    await told(MAY + 3 * DAY, 'events', [1, 2].map((index) => {
      const filed = MAY - HOUR - index * MINUTE
      return { id: `E-${index}`, street: '东一街', filed: local(filed), closed: local(filed + 30_000), online: '是', updated: local(MAY + 2 * DAY) }
    }))
    await told(MAY + 4 * DAY, 'events', events('L', { count: 1, online: 0, until: MAY - 2 * HOUR }))
    await told(MAY + 5 * DAY, 'orders', [order('A1', MAY - 5 * HOUR, { hours: 3 })])
  })
  afterAll(() => city.close())

  it('tells what is known now of an instant of the past, and what was known of it then', async () => {
    expect(online(await read({ asOf: iso(MAY) }))).toMatchObject({ numerator: 3, denominator: 5 })
    expect(online(await read({ asOf: iso(MAY), knownAt: iso(MAY + DAY) }))).toMatchObject({ numerator: 1, denominator: 4 })
    expect(online(await read({ asOf: iso(MAY), knownAt: iso(MAY + 3 * DAY) }))).toMatchObject({ numerator: 3, denominator: 4 })
    expect(online(await read({ asOf: iso(MAY), knownAt: iso(MAY + 3 * DAY - 1) }))).toMatchObject({ numerator: 1, denominator: 4 })
    expect(online(await read({ asOf: iso(MAY), knownAt: iso(MAY - 1) }))).toMatchObject({ state: 'no-data' })
  })

  it('takes the instant of knowing for both when only that is named', async () => {
    const reading = await read({ knownAt: iso(MAY + DAY) })
    expect(reading).toMatchObject({ asOf: iso(MAY + DAY), known: { at: iso(MAY + DAY), provisional: false } })
    expect(online(reading)).toMatchObject({ numerator: 1, denominator: 4 })
  })

  it('says that a value has been restated, and what it was when its day was over', async () => {
    expect(online(await read({ asOf: iso(MAY) }))?.restated).toMatchObject({ numerator: 1, denominator: 4, display: { text: '25.00' } })
    expect(online(await read({ asOf: iso(MAY), knownAt: iso(MAY + HOUR) }))?.restated).toBeUndefined()
    expect(online(await read({ asOf: iso(MAY + 6 * DAY) }))?.restated).toBeUndefined()
  })

  it('knows how far feeds had been read then', async () => {
    const { rows } = await sql<{ at: number }>`select max(covered_until) as at from intake_batch where feed = 'events' and recorded_at < ${iso(MAY + DAY)}::timestamptz`.execute(city.workbench.store.db)
    const then = online(await read({ asOf: iso(MAY + DAY), knownAt: iso(MAY + DAY) }))
    expect(then?.freshness.coveredUntil).toBe(iso(Math.min(rows[0]?.at ?? 0, MAY + DAY)))
  })

  it('asks series, intervals, areas, changes and levels as they were known', async () => {
    const at = iso(MAY + DAY)
    const asked = (path: string): Promise<unknown> => city.get(`/api/v1/${path}knownAt=${encodeURIComponent(at)}`).then(({ status, body }) => (expect(status).toBe(200), body))
    const series = await asked('indicators/event_online_disposal_rate/series?from=2025-05-20&to=2025-05-20T23:59:59&')
    expect(series).toMatchObject({ points: [{ numerator: 1, denominator: 4 }] })
    expect(await asked('indicators/event_online_disposal_rate/areas?asOf=2025-05-20T13:00:00&')).toMatchObject({ values: expect.arrayContaining([expect.objectContaining({ area: '990901', numerator: 1, denominator: 4 })]) })
    expect(await asked('items/C28/standings?from=2025-05-20&to=2025-05-21&')).toMatchObject({ intervals: expect.any(Array) })
    expect(await asked('changes?asOf=2025-05-22&')).toMatchObject({ changes: expect.any(Array) })
    expect(await asked('levels?')).toMatchObject({ knownAt: at, provisional: false, values: expect.arrayContaining([expect.objectContaining({ indicator: 'event_online_disposal_rate', numerator: 1, denominator: 4 })]) })
  })

  it('refuses to know the future', async () => {
    const answer = await city.get(`/api/v1/standings?knownAt=${encodeURIComponent(iso(NOON + DAY))}`)
    expect([answer.status, answer.as<{ detail: string }>().detail]).toEqual([400, expect.stringContaining('lies in the future')])
  })

  it('counts anew on demand, finds what was altered, and tells viewers what is right again', async () => {
    const looked = async (): Promise<AuditAnswer> => (await city.post('/api/v1/audit', { looks: 3 })).as<AuditAnswer>()
    expect(await looked()).toMatchObject({ open: 0, findings: [] })
    await sql`delete from edge where identity = (select min(id) from identity)`.execute(city.workbench.store.db)
    expect((await looked()).open).toBeGreaterThan(0)
    expect((await city.get('/readyz')).body).toMatchObject({ audit: { open: 1, rebuilding: false } })
    expect((await city.post('/api/v1/rebuild', { from: '2025-05-19', to: '2025-05-25' })).body).toMatchObject({ edges: expect.any(Number) })
    expect(await looked()).toMatchObject({ open: 0 })
    await city.settled()
    expect(online(await read({ asOf: iso(MAY) }))).toMatchObject({ numerator: 3, denominator: 5 })
    expect((await city.post('/api/v1/rebuild', {})).body).toMatchObject({ identities: 6 })
    expect(online((await city.get('/api/v1/standings')).as<Snapshot>())).toMatchObject({ numerator: 3, denominator: 5 })
    expect((await city.post('/api/v1/rebuild', { from: '2025-05-25', to: '2025-05-19' })).status).toBe(400)
    expect((await city.post('/api/v1/rebuild', { from: 'yesterday' })).status).toBe(400)
  })
})
