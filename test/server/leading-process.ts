// Seeks the lease `assess` of a server's store and, while it leads, writes its token without end; some writes take their time in the middle.
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { LeaseLostError, requireLease } from '../../db/jobs/leases.ts'
import { openCoordination } from '../../db/jobs/coordination.ts'
import { openStore } from '../../db/open-store.ts'
import { startLeadership } from '../../server/jobs/leadership.ts'

const [url = ''] = process.argv.slice(2)
const { db } = openCoordination(await openStore({ kind: 'server', url }))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const leadership = startLeadership({ db, name: 'assess', onError: (error) => say(`error ${String(error)}`) })
leadership.onChange((lease) => say(lease === undefined ? 'follows' : `leads ${lease.token}`))
say('seeks')
for (let write = 0; ; write++) {
  const lease = leadership.lease()
  if (lease === undefined) {
    await setTimeout(5)
    continue
  }
  try {
    await db.transaction().execute(async (transaction) => {
      await requireLease(transaction, lease)
      await setTimeout(write % 5 === 0 ? 20 : 0)
      await sql`insert into written (token) values (${lease.token}::bigint)`.execute(transaction)
    })
  } catch (error) {
    say(error instanceof LeaseLostError ? `refused ${lease.token}` : `cut off ${lease.token}`)
    if (error instanceof LeaseLostError) leadership.lost(lease)
  }
}
