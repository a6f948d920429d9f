import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordStandings } from '../../db/standings/standings.ts'
import type { StandingInterval } from '../../server/schemas/trends.ts'
import { DAY, HOUR, NOON, events, iso, smallCityOfFile, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const MIDNIGHT = Date.parse('2026-03-10T00:00:00+08:00')
/** The last millisecond of a day before today. */
const close = (daysAgo: number): string => iso(MIDNIGHT - (daysAgo - 1) * DAY - 1).replace('+', '.999+')

describe('the standing intervals of an item', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const read = async (query: Readonly<Record<string, string>> = {}): Promise<StandingInterval[]> =>
    (await city.get(`/api/v1/items/C28/standings?${new URLSearchParams({ from: '2026-03-04', ...query }).toString()}`)).as<{ intervals: StandingInterval[] }>().intervals

  /** What the leader of that time wrote down. */
  async function decided(at: number, standing: { readonly proven: number | null; readonly ceiling: number; readonly state: string }, cause: 'change' | 'day-close' = 'change'): Promise<void> {
    const { db } = city.workbench.store
    await recordStandings(db, [{ area: '990900', item: 'C28', asOf: at, cause, modelVersion: 'CTMM-2026', derivation: '', grounds: {}, ...standing }])
    await sql`update standing set recorded_at = ${iso(at)}::timestamptz where id = (select max(id) from standing)`.execute(db)
  }

  beforeAll(async () => {
    city = await open()
    await sql`delete from standing`.execute(city.workbench.store.db)
    // On the 5th half of ten events were closed online, as was told and decided on that day; on the 9th nine of ten more turn out to have been.
    await toldAt(city, MIDNIGHT - 5 * DAY + 11 * HOUR, 'events', events('E', { count: 10, online: 5, until: MIDNIGHT - 5 * DAY + 10 * HOUR }))
    await sql`delete from standing`.execute(city.workbench.store.db)
    await decided(MIDNIGHT - 5 * DAY + 9 * HOUR, { proven: null, ceiling: 5, state: 'unproven' })
    await decided(MIDNIGHT - 5 * DAY + 11 * HOUR, { proven: 1, ceiling: 1, state: 'proven' })
    // What a day's close writes down repeats what is known; it decides nothing.
    await decided(MIDNIGHT - 4 * DAY - 1, { proven: 5, ceiling: 5, state: 'proven' }, 'day-close')
    await toldAt(city, MIDNIGHT - DAY + HOUR, 'events', events('L', { count: 90, online: 81, until: MIDNIGHT - 3 * DAY + 10 * HOUR }))
    await sql`delete from standing where as_of > ${iso(NOON - HOUR)}::timestamptz`.execute(city.workbench.store.db)
    await decided(MIDNIGHT - DAY + HOUR, { proven: 3, ceiling: 3, state: 'proven' })
  })

  it('are by the event where they were decided, by the day where they are known otherwise now, and say what was in force then', async () => {
    const was = { proven: 1, ceiling: 1, state: 'proven', model: 'CTMM-2026' }
    expect(await read()).toEqual([
      { from: '2026-03-04T00:00:00+08:00', to: close(6), proven: null, ceiling: 5, state: 'unproven', decided: 'backfilled' },
      // The day on which the store began to decide: before that the day as it is known now.
      { from: close(6), to: iso(MIDNIGHT - 5 * DAY + 9 * HOUR), proven: 1, ceiling: 1, state: 'proven', decided: 'backfilled' },
      { from: iso(MIDNIGHT - 5 * DAY + 9 * HOUR), to: iso(MIDNIGHT - 5 * DAY + 11 * HOUR), proven: null, ceiling: 5, state: 'unproven', decided: 'live' },
      { from: iso(MIDNIGHT - 5 * DAY + 11 * HOUR), to: close(4), proven: 1, ceiling: 1, state: 'proven', decided: 'live' },
      { from: close(4), to: close(2), proven: 3, ceiling: 3, state: 'proven', decided: 'restated', was },
      { from: close(2), to: iso(MIDNIGHT - DAY + HOUR), proven: 1, ceiling: 1, state: 'proven', decided: 'live' },
      { from: iso(MIDNIGHT - DAY + HOUR), to: iso(NOON), proven: 3, ceiling: 3, state: 'proven', decided: 'live' },
    ])
  })

  it('are those that were known then', async () => {
    const known = MIDNIGHT - DAY - HOUR
    expect((await read({ knownAt: iso(known) })).at(-1)).toEqual({ from: iso(MIDNIGHT - 5 * DAY + 11 * HOUR), to: iso(known), proven: 1, ceiling: 1, state: 'proven', decided: 'live' })
  })

  it('are by the day for an area, of which nothing is decided', async () => {
    const intervals = await read({ area: '990901' })
    expect(intervals.map(({ decided: by, proven }) => [by, proven])).toEqual([['backfilled', null], ['backfilled', 1], ['backfilled', 3]])
  })

  it('say by when all this was known', async () => {
    expect((await city.get('/api/v1/items/C28/standings')).body).toMatchObject({ known: { at: iso(NOON), provisional: false } })
  })
})
