// Leadership that nobody contests, for tests of what a leader does.
import { sql } from 'kysely'
import { acquireLease, type Lease } from '../../db/jobs/leases.ts'
import type { Leadership } from '../../server/jobs/leadership.ts'
import type { Workbench } from '../../server/workbench.ts'

export interface LeadsAlone extends Leadership {
  /** Another process takes the lease over, without this one knowing. */
  depose(): Promise<void>
  /** Takes the lease back, under a greater token. */
  leadAgain(): Promise<Lease>
}

/** Takes the lease from whoever had it and keeps it. */
export async function leadsAlone({ coordination: { db } }: Workbench): Promise<LeadsAlone> {
  const listeners = new Set<(lease: Lease | undefined) => void>()
  let current: Lease | undefined
  const take = async (holder: string): Promise<Lease> => {
    await sql`update lease set holder = null`.execute(db)
    const { lease } = await acquireLease(db, { name: 'assess', holder, forMs: 3_600_000 })
    if (lease === undefined) throw new Error('Somebody else holds the lease of this test.')
    return lease
  }
  const become = (lease: Lease | undefined): void => {
    current = lease
    for (const listener of listeners) listener(lease)
  }
  const leadAgain = async (): Promise<Lease> => {
    const lease = await take('test')
    become(lease)
    return lease
  }
  await leadAgain()
  return {
    lease: () => current,
    onChange: (listener) => void listeners.add(listener),
    lost(lease) {
      if (current === lease) become(undefined)
    },
    stop: () => Promise.resolve(),
    depose: () => take('another').then(() => undefined),
    leadAgain,
  }
}
