// Once a day, where the city keeps its facts for a time only: seals old days and deletes the facts of cases that have been silent for longer.
import cron from 'node-cron'
import { LeaseLostError, requireLease } from '../../db/jobs/leases.ts'
import { retain } from '../../ingest/audit/retention.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Workbench } from '../workbench.ts'
import type { Leadership } from './leadership.ts'
import { runOnce } from './ledger.ts'

export const RETENTION = 'retention'
/** Asked every ten minutes; the ledger lets it run once for each day. */
const EVERY_TEN_MINUTES = '25 */10 * * * *'

export interface RetentionJobOptions {
  readonly workbench: Workbench
  readonly leadership: Leadership
  readonly keptDays: number
  readonly say: (text: string) => void
  readonly onError: (error: unknown) => void
}

export interface RetentionJob {
  stop(): Promise<void>
}

export function startRetention({ workbench, leadership, keptDays, say, onError }: RetentionJobOptions): RetentionJob {
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    const lease = leadership.lease()
    if (lease === undefined || !workbench.hasCity) return
    const { context: { model, rules }, coordination: { db } } = workbench
    const period = dayText(rules.zone.localDay(workbench.now()))
    try {
      await runOnce(db, lease, { job: RETENTION, period }, {
        // Every step commits by itself under the lease and is safe to repeat; the ledger keeps what was done.
        read: () => retain({ db, rules, modelVersion: model.version, now: workbench.now(), keptDays, guard: (transaction) => requireLease(transaction, lease) }),
        write: (_transaction, retained) => {
          if (retained.sealedDays + retained.expiredCases > 0) say(`retention: ${retained.sealedDays} days sealed, facts of ${retained.expiredCases} cases deleted.`)
          if (retained.stoppedAt !== null) onError(new Error(`retention: the sums of ${retained.stoppedAt} differ from its edges, so nothing from that day on was sealed or deleted. Run ctmm rebuild --from ${retained.stoppedAt} --to ${retained.stoppedAt}.`))
          return Promise.resolve(retained)
        },
      })
    } catch (error) {
      if (error instanceof LeaseLostError) leadership.lost(lease)
      else onError(error)
    }
  }
  const tick = (): void => {
    running ??= run().finally(() => (running = undefined))
  }
  const task = cron.schedule(EVERY_TEN_MINUTES, tick, { name: RETENTION, logger: { info: () => undefined, warn: () => undefined, debug: () => undefined, error: onError } })
  leadership.onChange((lease) => lease !== undefined && tick())
  return {
    async stop() {
      await task.destroy()
      await running
    },
  }
}
