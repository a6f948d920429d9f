// A case and a calculation become edges: enter, respond or close, reopen, cancel, leave the window.
import type { CaseState } from '../facts/case.ts'
import type { CaseFields } from '../facts/fact.ts'
import type { Instant } from '../time/instant.ts'
import { cohortOf } from '../time/periods.ts'
import { leavesAt, type RollingWindow } from '../time/windows.ts'
import type { WorkingCalendar } from '../time/working-calendar.ts'
import type { Zone } from '../time/zone.ts'
import { NO_COUNTS, stepsEndingAt, stepsOfLeaving, type Edge, type Series, type Step } from './edge.ts'

/** Fields of a case that hold one instant. */
export type CaseInstant = 'acceptedAt' | 'dispatchedAt' | 'firstContactAt' | 'filedAt'

/** How a calculation reads cases (口径): who enters when, and what counts as met or ends the clock. */
export interface CaseCalculation {
  readonly id: string
  readonly caseType: 'appeal' | 'event'
  readonly shape: 'share' | 'mean-duration'
  readonly enter: CaseInstant
  /** A step of the life cycle that must have happened before the case is in the population. */
  readonly requires?: CaseInstant
  /** For a mean duration: the step that stops the clock started by `enter`. */
  readonly stop?: CaseInstant
  /** For a share: closed, or closed through the online loop. */
  readonly met?: 'closed' | 'closed-online'
  /** The flag that splits the population. */
  readonly segment?: 'complex'
  /** Those that forget at every midnight; windows of whole periods are sums of cohorts and need no edges of their own. */
  readonly rolling: readonly { readonly id: string; readonly rule: RollingWindow }[]
  /** The days of the month on which the city's cohorts begin. */
  readonly cohortDays: readonly number[]
  /** The clock of a mean duration; natural time when absent. */
  readonly clock?: WorkingCalendar
}

/** Where a case belongs: leaf area, bureau and source system, '' where the record names none. */
export interface Place {
  readonly area: string
  readonly bureau: string
  readonly source: string
}

/** The edges of one case for one calculation, in order of time within each series. None while the case is not in the population. */
export function edgesOfCase(state: CaseState, calculation: CaseCalculation, place: Place, zone: Zone): readonly Edge[] {
  const { fields } = state
  const started = fields[calculation.enter]
  const answeredAtOnce = calculation.caseType === 'appeal' && fields.directAnswer === true
  if (state.withdrawn || fields.cancelled === true || answeredAtOnce || started === undefined) return []
  const required = calculation.requires === undefined ? started : fields[calculation.requires]
  if (required === undefined) return []

  const response = calculation.shape === 'share' ? undefined : respondingSteps(fields, started, calculation)
  const life = response?.steps ?? closingSteps(fields, Math.max(started, required), calculation)
  const steps = fields.cancelledAt === undefined ? life : stepsEndingAt(life, fields.cancelledAt)
  if (steps.length === 0) return []

  const day = zone.localDay(started)
  const series: Series = {
    ...place,
    calculation: calculation.id,
    window: '',
    segment: response?.unheld === true ? 'unheld' : segmentOf(fields, calculation),
    cohort: cohortOf(day, calculation.cohortDays),
    group: '',
  }
  const edges: Edge[] = steps.map((step) => ({ ...step, series }))
  for (const { id, rule } of calculation.rolling) {
    const leaving: Series = { ...series, window: id, cohort: 0 }
    for (const step of stepsOfLeaving(steps, leavesAt(rule, day, zone))) edges.push({ ...step, series: leaving })
  }
  return edges
}

const segmentOf = (fields: CaseFields, { segment }: CaseCalculation): string => (segment !== undefined && fields[segment] === true ? segment : '')

/**
 * Dispatch to first contact. A contact before the start of the clock ends it at once: no duration is negative. `unheld` says that
 * the clock cannot measure this case, because it begins or ends in a year whose working days nobody has listed.
 */
function respondingSteps(fields: CaseFields, started: Instant, { stop, clock }: CaseCalculation): { readonly steps: readonly Step[]; readonly unheld: boolean } {
  const stopped = stop === undefined ? undefined : fields[stop]
  const end = stopped === undefined ? undefined : Math.max(started, stopped)
  const unheld = clock !== undefined && !(clock.holds(started) && clock.holds(end ?? started))
  const reading = (instant: Instant): bigint => (unheld ? 0n : BigInt(clock === undefined ? instant : clock.workedUntil(instant)))
  const start = reading(started)
  const enter: Step = { at: started, counts: { ...NO_COUNTS, entered: 1, open: 1, openStartMs: start } }
  if (end === undefined) return { steps: [enter], unheld }
  return { steps: [enter, { at: end, counts: { ...NO_COUNTS, open: -1, openStartMs: -start, elapsedMs: reading(end) - start } }], unheld }
}

/** Closed from a closing until the next reopening; at equal instants the reopening holds. */
function closingSteps(fields: CaseFields, entered: Instant, calculation: CaseCalculation): readonly Step[] {
  const counts = calculation.met === 'closed-online' && fields.online !== true ? 0 : 1
  const steps: Step[] = [{ at: entered, counts: { ...NO_COUNTS, entered: 1, open: 1 } }]
  let closed = false
  for (const { at, closes } of turnsOf(fields)) {
    if (closes === closed) continue
    closed = closes
    const sign = closes ? 1 : -1
    steps.push({ at: Math.max(at, entered), counts: { ...NO_COUNTS, met: sign * counts, open: -sign } })
  }
  return steps
}

function turnsOf(fields: CaseFields): readonly { readonly at: Instant; readonly closes: boolean }[] {
  const reopened = new Set(fields.reopenedAt ?? [])
  const closings = (fields.closedAt ?? []).filter((at) => !reopened.has(at)).map((at) => ({ at, closes: true }))
  const reopenings = [...reopened].map((at) => ({ at, closes: false }))
  if (reopenings.length === 0 && closings.length < 2) return closings
  return [...closings, ...reopenings].sort((a, b) => a.at - b.at)
}
