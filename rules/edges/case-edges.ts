// A case and a calculation become edges: enter, respond or close, reopen, cancel, leave the window.
import type { CaseState } from '../facts/case.ts'
import type { CaseFields } from '../facts/fact.ts'
import { yearOf } from '../time/calendar.ts'
import type { Instant } from '../time/instant.ts'
import { isRolling, leavesAt, type WindowRule } from '../time/windows.ts'
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
  readonly windows: readonly { readonly id: string; readonly rule: WindowRule }[]
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

  const life = calculation.shape === 'share' ? closingSteps(fields, Math.max(started, required), calculation) : respondingSteps(fields, started, calculation)
  const steps = fields.cancelledAt === undefined ? life : stepsEndingAt(life, fields.cancelledAt)
  if (steps.length === 0) return []

  const day = zone.localDay(started)
  const yearly = calculation.windows.some(({ rule }) => rule.kind === 'year-to-date' || rule.kind === 'last-closed-year')
  const series: Series = {
    ...place,
    calculation: calculation.id,
    window: '',
    segment: calculation.segment !== undefined && fields[calculation.segment] === true ? calculation.segment : '',
    cohort: yearly ? yearOf(day) : 0,
    group: '',
  }
  const edges: Edge[] = steps.map((step) => ({ ...step, series }))
  for (const { id, rule } of calculation.windows) {
    if (!isRolling(rule)) continue
    const leaving: Series = { ...series, window: id, cohort: 0 }
    for (const step of stepsOfLeaving(steps, leavesAt(rule, day, zone))) edges.push({ ...step, series: leaving })
  }
  return edges
}

/** Dispatch to first contact. A contact before the start of the clock ends it at once: no duration is negative. */
function respondingSteps(fields: CaseFields, started: Instant, calculation: CaseCalculation): readonly Step[] {
  const start = BigInt(started)
  const enter: Step = { at: started, counts: { ...NO_COUNTS, entered: 1, open: 1, openStartMs: start } }
  const stopped = calculation.stop === undefined ? undefined : fields[calculation.stop]
  if (stopped === undefined) return [enter]
  const end = Math.max(started, stopped)
  return [enter, { at: end, counts: { ...NO_COUNTS, open: -1, openStartMs: -start, elapsedMs: BigInt(end - started) } }]
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
