// Every day is closed once, each as of its own last millisecond, also those that were slept through.
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { jobRuns } from '../../db/jobs/job-runs.ts'
import { LeaseLostError } from '../../db/jobs/leases.ts'
import { recordStandings, standingHistory } from '../../db/standings/standings.ts'
import { dayText } from '../../rules/time/calendar.ts'
import { closeDays, DAY_CLOSE, startDayClose } from '../../server/jobs/day-close.ts'
import { DAY, events, HOUR, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const newCity = smallCityOfTest()

const MIDNIGHT = NOON - 12 * HOUR

async function closeDue(city: SmallCity, said: string[] = []): Promise<boolean> {
  const { workbench, leadership, errors } = city
  const lease = leadership.lease()
  if (lease === undefined) throw new Error('This city has no leader.')
  return closeDays({ workbench, lease, say: (text) => said.push(text), onError: (error) => errors.push(error) })
}
/** The closes of one item as `day proven`, in order of days. */
const closes = async ({ workbench }: SmallCity) =>
  (await standingHistory(workbench.store.db, { area: '990900', item: 'C28', from: 0, to: NOON + 3_000 * DAY, limit: 1_000 }))
    .filter(({ cause }) => cause === 'day-close').map(({ asOf, proven }) => `${dayText(workbench.context.city.zone.localDay(asOf))} ${proven}`).reverse()
const ledger = async ({ workbench }: SmallCity) => (await jobRuns(workbench.store.db, DAY_CLOSE)).map(({ period, state }) => `${period} ${state}`)

describe('days that were slept through', () => {
  it('are closed oldest first, each with the level of its own close, and a second run writes nothing', async () => {
    const city = await newCity()
    await city.push('events', events('A', { count: 10, online: 7 }))
    city.clock.now = NOON + 12 * HOUR
    expect(await closeDue(city)).toBe(true)
    for (const [days, online] of [[1, 0], [2, 100], [3, 0], [4, 0], [5, 400]] as const) {
      city.clock.now = NOON + days * DAY
      await city.push('events', events(`D${days}`, { count: Math.max(10, online), online, until: NOON + days * DAY - HOUR }))
    }
    city.clock.now = MIDNIGHT + 6 * DAY + 5_000
    const said: string[] = []
    expect(await closeDue(city, said)).toBe(true)
    // 7/10, 7/20, 107/120, 107/130, 107/140, 507/540.
    expect(await closes(city)).toEqual(['2026-03-10 2', '2026-03-11 0', '2026-03-12 3', '2026-03-13 3', '2026-03-14 2', '2026-03-15 4'])
    expect(await ledger(city)).toEqual(['2026-03-10 done', '2026-03-11 done', '2026-03-12 done', '2026-03-13 done', '2026-03-14 done', '2026-03-15 done'])
    expect(said).toEqual(['day-close: making up for 5 periods, 2026-03-11 to 2026-03-15, oldest first.', 'day-close: 5 of 5 periods made up for.'])
    expect(await closeDue(city, said)).toBe(true)
    expect(await closes(city)).toHaveLength(6)
    expect(said).toHaveLength(2)
    expect(city.errors).toEqual([])
  })

  it('begin after the last close that was written before there was a ledger', async () => {
    const city = await newCity()
    await recordStandings(city.workbench.store.db, [{ area: '990900', item: 'C28', asOf: MIDNIGHT - 2 * DAY - 1, cause: 'day-close', modelVersion: 'x', derivation: '', state: 'unproven', proven: null, ceiling: 5, grounds: {} }])
    await closeDue(city)
    expect(await closes(city)).toEqual(['2026-03-07 null', '2026-03-08 null', '2026-03-09 null'])
  })

  it('begin with the day of the first facts where nothing was ever closed, and with yesterday where there are none', async () => {
    const city = await newCity()
    await closeDue(city)
    expect(await ledger(city)).toEqual(['2026-03-09 done'])
    await sql`delete from job_run`.execute(city.workbench.store.db)
    await sql`delete from standing`.execute(city.workbench.store.db)
    await city.push('events', events('A', { count: 1, online: 1 }))
    const { rows } = await sql<{ day: string }>`select to_char(min(recorded_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from intake_batch`.execute(city.workbench.store.db)
    city.clock.now = Date.parse(`${rows[0]?.day ?? ''}T12:00:00+08:00`) + 3 * DAY
    await closeDue(city)
    expect((await ledger(city)).map((line) => line.slice(0, 10))).toEqual([0, 1, 2].map((days) => dayText(city.workbench.context.city.zone.localDay(city.clock.now - (3 - days) * DAY))))
  })

  it('are made up for up to four hundred, and it is said which are left', async () => {
    const city = await newCity()
    await closeDue(city)
    await sql`insert into job_run (job, period, state, token, attempts, started_at, finished_at)
      select 'day-close', to_char(day, 'YYYY-MM-DD'), 'done', 1, 1, now(), now() from generate_series('2026-03-12'::timestamp, '2027-04-10'::timestamp, interval '1 day') as day`.execute(city.workbench.store.db)
    // The tenth and the eleventh were never closed, and lie more than four hundred days back.
    city.clock.now = Date.parse('2027-04-16T12:00:00+08:00')
    const said: string[] = []
    expect(await closeDue(city, said)).toBe(true)
    expect(said[0]).toBe('day-close: making up for 5 periods, 2027-04-11 to 2027-04-15, oldest first. Days before 2026-03-12 were missed too and stay unclosed; their values can be asked at any time.')
    expect(said).toHaveLength(2)
    expect(await ledger(city)).not.toContain('2026-03-10 done')
  })
})

describe('a close that fails', () => {
  it('leaves neither standings nor an entry that says done, holds up no other day, and is repeated', async () => {
    const city = await newCity()
    const { db } = city.workbench.store
    await closeDue(city)
    city.clock.now = NOON + 3 * DAY
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no such day'; end $$`.execute(db)
    await sql`create trigger refuse before insert on standing for each row when (new.as_of < '2026-03-11T15:59:59Z' and new.as_of > '2026-03-10T16:00:00Z') execute function refuse()`.execute(db)
    await sql`create trigger refuse_one before insert on standing for each row when (new.as_of < '2026-03-11T16:00:00Z' and new.as_of > '2026-03-11T15:59:59Z' and new.item = 'C31') execute function refuse()`.execute(db)
    expect(await closeDue(city)).toBe(false)
    expect(await ledger(city)).toEqual(['2026-03-09 done', '2026-03-10 done', '2026-03-11 failed', '2026-03-12 done'])
    expect((await closes(city)).map((line) => line.slice(0, 10))).toEqual(['2026-03-09', '2026-03-10', '2026-03-12'])
    expect(city.errors.splice(0).map(String)).toEqual([expect.stringMatching(/day-close of 2026-03-11 failed \(attempt 1\)/)])
    await sql`drop trigger refuse on standing`.execute(db)
    await sql`drop trigger refuse_one on standing`.execute(db)
    await sql`drop function refuse`.execute(db)
    expect(await closeDue(city)).toBe(false)
    await sql`update job_run set finished_at = finished_at - interval '31 seconds'`.execute(db)
    expect(await closeDue(city)).toBe(true)
    expect((await closes(city)).map((line) => line.slice(0, 10))).toEqual(['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'])
  })

  it('under a lease that another process has taken over is refused whole', async () => {
    const city = await newCity()
    await city.leadership.depose()
    await expect(closeDue(city)).rejects.toThrow(LeaseLostError)
    expect(await ledger(city)).toEqual([])
    expect(await closes(city)).toEqual([])
  })
})

describe('the running server', () => {
  it('closes what is due when it begins to lead, not before, and not while history is being loaded', async () => {
    const city = await newCity()
    const { workbench, leadership } = city
    const held = leadership.lease()
    if (held !== undefined) leadership.lost(held)
    const loaded = Promise.withResolvers<void>()
    const dayClose = startDayClose({ workbench, leadership, say: () => undefined, onError: (error) => city.errors.push(error), after: loaded.promise })
    await leadership.leadAgain()
    workbench.bus.publish('configuration', undefined)
    await city.settled()
    expect(await ledger(city)).toEqual([])
    loaded.resolve()
    await vi.waitFor(async () => expect(await ledger(city)).toEqual(['2026-03-09 done']))
    city.clock.now = NOON + DAY
    await leadership.leadAgain()
    await vi.waitFor(async () => expect(await ledger(city)).toEqual(['2026-03-09 done', '2026-03-10 done']))
    await dayClose.stop()
    city.clock.now = NOON + 2 * DAY
    await leadership.leadAgain()
    await city.settled()
    expect(await ledger(city)).toHaveLength(2)
    expect(city.errors).toEqual([])
  })
})
