// Leases on a server, where transactions overlap: between one leader's last write and the next one's first there is no gap.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openCoordination, type Coordination } from '../../db/jobs/coordination.ts'
import { acquireLease, LeaseLostError, renewLease, requireLease, type Lease } from '../../db/jobs/leases.ts'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Db, type Store } from '../../db/open-store.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import type { ServerDatabase } from '../services/server-database.ts'

const LONG_MS = 3_600_000

for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, (fresh) => {
  let database: ServerDatabase
  let store: Store
  let leader: Coordination
  let candidate: Coordination
  let lease: Lease

  beforeAll(async () => {
    database = await fresh()
    store = await openStore({ kind: 'server', url: database.url })
    await migrate(store.db)
    leader = openCoordination(store)
    candidate = openCoordination(store)
  })
  beforeEach(async () => {
    await sql`delete from lease`.execute(store.db)
    await sql`delete from city_file`.execute(store.db)
    lease = await acquired(leader.db, 'leader')
    await sql`update lease set expires_at = clock_timestamp()`.execute(store.db)
  })
  afterAll(async () => {
    await leader.close()
    await candidate.close()
    await store.close()
    await database.drop()
  })

  async function acquired(db: Db, holder: string): Promise<Lease> {
    const { lease: held } = await acquireLease(db, { name: 'assess', holder, forMs: LONG_MS })
    if (held === undefined) throw new Error(`${holder} does not lead.`)
    return held
  }
  const note = (db: Db, text: string): Promise<unknown> => db.insertInto('city_file').values({ digest: '', text }).execute()
  const notes = async (db: Db): Promise<readonly string[]> => (await db.selectFrom('city_file').select('text').orderBy('id').execute()).map(({ text }) => text)

  async function untilWaiting(): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)
      if ((rows[0]?.waiting ?? 0) > 0) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  it('a takeover waits for the write that the holder is in the middle of, and then reads it', async () => {
    let takeover: Promise<readonly string[]> | undefined
    await leader.db.transaction().execute(async (transaction) => {
      await requireLease(transaction, lease)
      takeover = acquired(candidate.db, 'candidate').then(() => notes(candidate.db))
      await untilWaiting()
      await note(transaction, 'written in time')
    })
    expect(await takeover).toEqual(['written in time'])
  })

  it('a write that finds a takeover under way waits for it and is refused', async () => {
    let write: Promise<unknown> | undefined
    await candidate.db.transaction().execute(async (transaction) => {
      await acquired(transaction, 'candidate')
      write = leader.db.transaction().execute(async (inner) => {
        await requireLease(inner, lease)
        await note(inner, 'too late')
      })
      write.catch(() => undefined)
      await untilWaiting()
    })
    await expect(write).rejects.toThrow(LeaseLostError)
    expect(await notes(store.db)).toEqual([])
  })

  it('a holder renews while it writes, and a candidate that waited for the write then has to wait on', async () => {
    let takeover: ReturnType<typeof acquireLease> | undefined
    await leader.db.transaction().execute(async (transaction) => {
      await requireLease(transaction, lease)
      takeover = acquireLease(candidate.db, { name: 'assess', holder: 'candidate', forMs: LONG_MS })
      await untilWaiting()
      expect(await renewLease(leader.db, lease, LONG_MS)).toBe(true)
    })
    expect((await takeover)?.lease).toBeUndefined()
  })

  it('of several who take over at once one gets the lease', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => acquireLease(index % 2 === 0 ? leader.db : candidate.db, { name: 'assess', holder: String(index), forMs: LONG_MS })))
    expect(answers.flatMap(({ lease: held }) => (held === undefined ? [] : [held.token]))).toEqual([2])
  })

  it('of several who are first one gets the lease', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => acquireLease(index % 2 === 0 ? leader.db : candidate.db, { name: 'new', holder: String(index), forMs: LONG_MS })))
    expect(answers.flatMap(({ lease: held }) => (held === undefined ? [] : [held.token]))).toEqual([1])
  })

  it('a holder that falls silent in the middle of a write is cut off: the takeover need not wait, nothing is kept, and its process lives on', async () => {
    const silence = Promise.withResolvers<void>()
    const write = leader.db.transaction().execute(async (transaction) => {
      await requireLease(transaction, lease)
      await note(transaction, 'half a write')
      await silence.promise
      await note(transaction, 'the other half')
    })
    write.catch(() => undefined)
    await untilHolding()
    const began = performance.now()
    expect((await acquired(candidate.db, 'candidate')).token).toBe(2)
    expect(performance.now() - began).toBeLessThan(2_000)
    silence.resolve()
    await expect(write).rejects.toThrow()
    expect(await notes(store.db)).toEqual([])
    expect(await notes(leader.db)).toEqual([])
    await expect(leader.db.transaction().execute((transaction) => requireLease(transaction, lease))).rejects.toThrow(LeaseLostError)
  })

  async function untilHolding(): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ holding: number }>`
        select count(*)::integer as holding from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and query like 'insert%'`.execute(store.db)
      if ((rows[0]?.holding ?? 0) > 0) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
})
