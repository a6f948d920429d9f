// What `ctmm rebuild` and `ctmm audit` do, on the store itself or through the server that holds it.
import { readAuditState, openFindings } from '../db/audit/findings.ts'
import { adjustmentsOf } from '../db/audit/seals.ts'
import { auditOnce } from '../ingest/audit/audit.ts'
import { rebuildAll, rebuildDays, SealedDaysError, type Rebuilt, type TellProgress } from '../ingest/rebuild/rebuild.ts'
import { dayText, parseDay } from '../rules/time/calendar.ts'
import { ProblemError } from './problem.ts'
import type { AuditAnswer } from './schemas/audit.ts'
import type { Workbench } from './workbench.ts'

/** Days as people write them; everything when both are left out. */
export interface RebuildAsked {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Makes edges and sums anew. Throws ProblemError 400 for days that are none, 409 for days that are sealed. */
export async function rebuild(workbench: Workbench, asked: RebuildAsked, tell?: TellProgress): Promise<Rebuilt> {
  try {
    return await rebuildAsked(workbench, asked, tell)
  } catch (error) {
    if (error instanceof SealedDaysError) throw new ProblemError(409, error.message, 'Name the days after the last sealed one.')
    throw error
  } finally {
    workbench.tellRecounted()
  }
}

function rebuildAsked({ repair, now, context: { city: { zone } } }: Workbench, asked: RebuildAsked, tell?: TellProgress): Promise<Rebuilt> {
  if (asked.from === undefined && asked.to === undefined) return rebuildAll(repair, tell)
  const from = asked.from === undefined ? zone.localDay(0) : dayOf(asked.from, 'from')
  // Windows are left years ahead, so the days to come are counted as well.
  const to = asked.to === undefined ? zone.localDay(now()) + 20_000 : dayOf(asked.to, 'to')
  if (to < from) throw new ProblemError(400, `${asked.to} comes before ${asked.from}.`, 'Give the earlier day as --from.')
  return rebuildDays(repair, { from, to }, tell)
}

function dayOf(text: string, name: string): number {
  const day = parseDay(text)
  if (day === undefined) throw new ProblemError(400, `${name}=${text} is no day.`, 'Write it as 2026-06-30.')
  return day
}

/** What the auditor has looked at and what is open, after so many more looks. */
export async function audit(workbench: Workbench, looks: number): Promise<AuditAnswer> {
  const { repair, context: { city: { zone }, rules } } = workbench
  for (let look = 0; look < looks; look++) await auditOnce(repair, { random: Math.random })
  const { checkedAt, ...state } = await readAuditState(repair.db)
  return {
    checkedAt: checkedAt === null ? null : zone.format(checkedAt),
    ...state,
    findings: (await openFindings(repair.db)).map(({ foundAt, ...finding }) => ({ ...finding, foundAt: zone.format(foundAt) })),
    adjustments: (await adjustmentsOf(repair.db, rules.configuration.derivation)).map(({ day, edges, lastRecordedAt }) => ({ day: dayText(day), edges, lastRecordedAt: zone.format(lastRecordedAt) })),
  }
}
