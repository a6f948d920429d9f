// Days older than the city keeps its facts are sealed, then the facts of silent cases go; what they were counted as stays.
import { keepSeal, lastSealedDay, sealOf } from '../../db/audit/seals.ts'
import { noteFindings } from '../../db/audit/findings.ts'
import { casesSilentSince, dropEmptyChunks, expireFacts } from '../../db/facts/expiry.ts'
import { knownHorizon } from '../../db/known-horizon.ts'
import { lockAlone } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { foldAll } from '../../db/rollups/fold.ts'
import { findRebuild } from '../../db/rollups/rebuilds.ts'
import { firstEdgeDay, sumDifferences } from '../../db/rollups/recount.ts'
import { inTransaction } from '../../db/transactions.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { EdgeRules } from '../intake/edge-rules.ts'

/** Few enough that a takeover never waits for one transaction for long. */
const TOGETHER = 500

export interface RetentionOptions {
  readonly db: Db
  readonly rules: EdgeRules
  readonly modelVersion: string
  readonly now: Instant
  /** Facts of which nothing was said for so many days go; the days before are sealed first. */
  readonly keptDays: number
  /** Called inside every writing transaction: fencing. */
  readonly guard?: (transaction: Db) => Promise<void>
}

export interface Retained {
  readonly sealedDays: number
  readonly expiredCases: number
  readonly expiredStatements: number
  readonly droppedChunks: number
  /** The day whose sums differ from its edges, so that nothing from it on was sealed or deleted. */
  readonly stoppedAt: string | null
}

/** Seals and deletes what is due; safe to repeat. */
export async function retain(options: RetentionOptions): Promise<Retained> {
  const { db, rules: { zone }, now, keptDays } = options
  const guard = options.guard ?? (() => Promise.resolve())
  if ((await findRebuild(db)) !== undefined) return { sealedDays: 0, expiredCases: 0, expiredStatements: 0, droppedChunks: 0, stoppedAt: null }
  const cut = zone.localDay(now) - keptDays
  const { sealedDays, stoppedAt } = await sealBefore(options, cut, guard)
  const expired = stoppedAt === null ? await expireBefore(db, zone.startOfDay(cut), guard) : { expiredCases: 0, expiredStatements: 0 }
  return { sealedDays, ...expired, droppedChunks: stoppedAt === null ? await dropEmptyChunks(db, zone.startOfDay(cut)) : 0, stoppedAt }
}

type Guard = (transaction: Db) => Promise<void>

async function sealBefore({ db, rules, modelVersion, now }: RetentionOptions, cut: LocalDay, guard: Guard): Promise<Pick<Retained, 'sealedDays' | 'stoppedAt'>> {
  const { derivation } = rules.configuration
  // What is still on its way was recorded today at the earliest, or the seals have to wait.
  const horizon = await knownHorizon(db)
  const recordedBefore = rules.zone.localDay(Math.min(now, horizon))
  await foldAll(db)
  const first = (await lastSealedDay(db, derivation)) ?? (await firstEdgeDay(db))
  if (first === undefined) return { sealedDays: 0, stoppedAt: null }
  const begun = (await lastSealedDay(db, derivation)) === undefined ? first : first + 1
  let sealedDays = 0
  for (let day = begun; day < cut; day++) {
    const wrong = await inTransaction(db, async (transaction) => {
      await guard(transaction)
      await lockAlone(transaction, 'fold')
      if ((await sumDifferences(transaction, { from: day, to: day })).length > 0) return true
      await keepSeal(transaction, await sealOf(transaction, day, recordedBefore), { derivation, modelVersion })
      return false
    })
    if (wrong) {
      await noteFindings(db, [{ kind: 'sums', subject: `sums of ${dayText(day)}`, detail: { sealing: 'The sums of this day are not what its edges add up to, so it was not sealed.' } }])
      return { sealedDays, stoppedAt: dayText(day) }
    }
    sealedDays++
  }
  return { sealedDays, stoppedAt: null }
}

async function expireBefore(db: Db, before: Instant, guard: Guard): Promise<Pick<Retained, 'expiredCases' | 'expiredStatements'>> {
  const sum = { expiredCases: 0, expiredStatements: 0 }
  for (let after = 0; ; ) {
    const step = await inTransaction(db, async (transaction) => {
      await guard(transaction)
      const cases = await casesSilentSince(transaction, before, after, TOGETHER)
      return { last: cases.at(-1), cases: cases.length, statements: await expireFacts(transaction, cases) }
    })
    if (step.last === undefined) return sum
    after = step.last
    sum.expiredCases += step.cases
    sum.expiredStatements += step.statements
  }
}
