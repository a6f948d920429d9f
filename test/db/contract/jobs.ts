// Contract: one process leads at a time, what an earlier leader still writes is refused, and a job happens once per period.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { jobRuns } from '../../../db/jobs/job-runs.ts'
import { acquireLease, LeaseLostError, releaseLease, renewLease, requireLease, type Lease } from '../../../db/jobs/leases.ts'
import type { Db } from '../../../db/open-store.ts'
import { inTransaction } from '../../../db/transactions.ts'
import { catchUp, JobFailedError, runOnce, type Steps } from '../../../server/jobs/ledger.ts'
import type { World } from './world.ts'

const LONG_MS = 3_600_000

async function fresh({ db }: World): Promise<Db> {
  await sql`with gone_lease as (delete from lease), gone_runs as (delete from job_run), gone_files as (delete from city_file) select 1`.execute(db)
  return db
}

async function lead(db: Db, holder: string, name = 'assess'): Promise<Lease> {
  const { lease } = await acquireLease(db, { name, holder, forMs: LONG_MS })
  if (lease === undefined) throw new Error(`${holder} does not lead.`)
  return lease
}

/** The holder has been silent for longer than it may. */
const expire = (db: Db): Promise<unknown> => sql`update lease set expires_at = clock_timestamp() - interval '1 millisecond'`.execute(db)
/** The time in which a failed job may not be repeated goes by. */
const waitOut = (db: Db, seconds: number): Promise<unknown> =>
  sql`update job_run set started_at = started_at - ${seconds}::integer * interval '1 second', finished_at = finished_at - ${seconds}::integer * interval '1 second'`.execute(db)

/** A job whose effect can be counted: a row for every time it was done. */
const counting = (text: string, read: () => Promise<unknown> = () => Promise.resolve()): Steps<unknown> => ({
  read,
  async write(transaction) {
    await transaction.insertInto('city_file').values({ digest: 'effect', text }).execute()
    return { text }
  },
})
const effects = async (db: Db): Promise<readonly string[]> => (await db.selectFrom('city_file').select('text').orderBy('id').execute()).map(({ text }) => text)

export function jobContract(world: () => World): void {
  it('one holds the lease at a time; the next one has to wait until it is given back or runs out, and gets a greater token', async () => {
    const db = await fresh(world())
    const first = await lead(db, 'a')
    expect(first).toEqual({ name: 'assess', holder: 'a', token: 1 })
    expect(await acquireLease(db, { name: 'assess', holder: 'b', forMs: LONG_MS })).toMatchObject({ lease: undefined, heldForMs: expect.toSatisfy((ms: number) => ms > LONG_MS - 60_000 && ms <= LONG_MS) })
    expect(await lead(db, 'b', 'another lease')).toMatchObject({ token: 1 })
    await releaseLease(db, first)
    const second = await lead(db, 'b')
    expect(second.token).toBe(2)
    await expire(db)
    expect((await lead(db, 'c')).token).toBe(3)
    expect(await renewLease(db, second, LONG_MS)).toBe(false)
    await releaseLease(db, second)
    expect((await acquireLease(db, { name: 'assess', holder: 'd', forMs: LONG_MS })).lease).toBeUndefined()
  })

  it('a holder that is late keeps the lease while nobody has taken it, and gets a greater token when it takes its own again', async () => {
    const db = await fresh(world())
    const lease = await lead(db, 'a')
    await expire(db)
    expect(await renewLease(db, lease, LONG_MS)).toBe(true)
    expect((await acquireLease(db, { name: 'assess', holder: 'b', forMs: LONG_MS })).lease).toBeUndefined()
    await expire(db)
    expect((await lead(db, 'a')).token).toBe(2)
    expect(await renewLease(db, lease, LONG_MS)).toBe(false)
  })

  it('a write under a lease that was taken over, given back or never held is refused whole', async () => {
    const db = await fresh(world())
    const write = (lease: Lease): Promise<void> => inTransaction(db, async (transaction) => {
      await transaction.insertInto('city_file').values({ digest: 'x', text: `${lease.holder} ${lease.token}` }).execute()
      await requireLease(transaction, lease)
    })
    const first = await lead(db, 'a')
    await write(first)
    await expire(db)
    // Nobody has taken it yet, and whoever does waits for this write.
    await write(first)
    const second = await lead(db, 'b')
    await expect(write(first)).rejects.toThrow(LeaseLostError)
    await expect(write({ ...second, holder: 'a' })).rejects.toThrow(LeaseLostError)
    await expect(write({ ...second, token: 3 })).rejects.toThrow(LeaseLostError)
    await expect(write({ ...second, name: 'unknown' })).rejects.toThrow(LeaseLostError)
    await releaseLease(db, second)
    await expect(write(second)).rejects.toThrow(LeaseLostError)
    expect(await effects(db)).toEqual(['a 1', 'a 1'])
  })

  it('a job happens once per period, and the ledger says who did it and what came of it', async () => {
    const db = await fresh(world())
    const lease = await lead(db, 'a')
    const period = { job: 'close', period: '2026-03-10' }
    expect(await runOnce(db, lease, period, counting('one'))).toBe('done')
    expect(await runOnce(db, lease, period, counting('two'))).toBe('done-before')
    await expire(db)
    expect(await runOnce(db, await lead(db, 'b'), period, counting('three'))).toBe('done-before')
    expect(await runOnce(db, await lead(db, 'c', 'other'), { ...period, job: 'another' }, counting('four'))).toBe('done')
    expect(await effects(db)).toEqual(['one', 'four'])
    expect(await jobRuns(db, 'close')).toEqual([{ ...period, state: 'done', token: 1, attempts: 1, startedAt: expect.any(Number), finishedAt: expect.any(Number), error: null, detail: { text: 'one' } }])
  })

  it('an attempt that fails leaves nothing but its reason, and is repeated after a wait that grows', async () => {
    const db = await fresh(world())
    const lease = await lead(db, 'a')
    const period = { job: 'close', period: '2026-03-10' }
    const failing: Steps<unknown> = { read: () => Promise.resolve(), async write(transaction) {
      await counting('half').write(transaction, undefined)
      throw new Error('the disk is full')
    } }
    for (const [attempt, wait] of [30, 60, 120].entries()) {
      await expect(runOnce(db, lease, period, failing)).rejects.toThrow(JobFailedError)
      expect(await jobRuns(db, 'close')).toMatchObject([{ state: 'failed', attempts: attempt + 1, error: 'Error: the disk is full', finishedAt: expect.any(Number) }])
      await waitOut(db, wait - 10)
      expect(await runOnce(db, lease, period, failing)).toBe('waiting')
      await waitOut(db, 11)
    }
    expect(await effects(db)).toEqual([])
    expect(await runOnce(db, lease, period, counting('at last'))).toBe('done')
    expect(await jobRuns(db, 'close')).toMatchObject([{ state: 'done', attempts: 4, error: null }])
    expect(await effects(db)).toEqual(['at last'])
  })

  it('an attempt whose process died is repeated at once by the next leader, and after a wait when it has died often', async () => {
    const db = await fresh(world())
    const period = { job: 'close', period: '2026-03-10' }
    const dying = async (holder: string): Promise<string> => {
      await expire(db)
      const outcome = runOnce(db, await lead(db, holder), period, { read: () => { throw new LeaseLostError({ name: '', holder, token: 0 }) }, write: () => Promise.resolve() })
      return outcome.catch(() => 'died')
    }
    for (const holder of ['a', 'b', 'c', 'd']) expect(await dying(holder)).toBe('died')
    expect(await dying('e')).toBe('waiting')
    expect(await jobRuns(db, 'close')).toMatchObject([{ state: 'running', attempts: 4, token: 4, finishedAt: null }])
    await waitOut(db, 300)
    await expire(db)
    expect(await runOnce(db, await lead(db, 'f'), period, counting('done'))).toBe('done')
  })

  it('a leader that is deposed while it prepares a job writes nothing, and the next one does it', async () => {
    const db = await fresh(world())
    const old = await lead(db, 'a')
    const period = { job: 'close', period: '2026-03-10' }
    const deposed = runOnce(db, old, period, counting('old', async () => {
      await expire(db)
      expect(await runOnce(db, await lead(db, 'b'), period, counting('new'))).toBe('done')
    }))
    await expect(deposed).rejects.toThrow(LeaseLostError)
    expect(await effects(db)).toEqual(['new'])
    expect(await jobRuns(db, 'close')).toMatchObject([{ state: 'done', token: 2, attempts: 2 }])
  })

  it('what was missed is made up for, oldest first; one that fails holds up none of the others and is said', async () => {
    const db = await fresh(world())
    const lease = await lead(db, 'a')
    const due = ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10']
    await runOnce(db, lease, { job: 'close', period: '2026-03-07' }, counting('2026-03-07'))
    const said: string[] = []
    const errors: unknown[] = []
    let healthy = false
    const run = (): Promise<boolean> => catchUp({
      db, lease, job: 'close', due, say: (text) => said.push(text), onError: (error) => errors.push(error), stopped: () => false,
      stepsOf: (period) => counting(period, () => (period === '2026-03-08' && !healthy ? Promise.reject(new Error('not yet')) : Promise.resolve())),
    })
    expect(await run()).toBe(false)
    expect(await effects(db)).toEqual(['2026-03-07', '2026-03-06', '2026-03-09', '2026-03-10'])
    expect(said).toEqual(['close: making up for 4 periods, 2026-03-06 to 2026-03-10, oldest first.', 'close: 3 of 4 periods made up for.'])
    expect(errors.map(String)).toEqual([expect.stringMatching(/^JobFailedError: close of 2026-03-08 failed \(attempt 1\)/)])
    healthy = true
    expect(await run()).toBe(false)
    expect(said).toHaveLength(2)
    await waitOut(db, 31)
    expect(await run()).toBe(true)
    expect(await run()).toBe(true)
    expect((await effects(db)).at(-1)).toBe('2026-03-08')
    expect(await effects(db)).toHaveLength(5)
  })

  it('who is asked to stop makes up for no further period, and the rest is owed', async () => {
    const db = await fresh(world())
    const lease = await lead(db, 'a')
    let periods = 0
    const run = (most: number): Promise<boolean> => catchUp({ db, lease, job: 'close', due: ['1', '2', '3'], say: () => undefined, onError: () => undefined, stopped: () => periods === most, stepsOf: (period) => (periods++, counting(period)) })
    expect(await run(2)).toBe(false)
    expect(await effects(db)).toEqual(['1', '2'])
    expect(await run(99)).toBe(true)
    expect(await effects(db)).toEqual(['1', '2', '3'])
  })
}
