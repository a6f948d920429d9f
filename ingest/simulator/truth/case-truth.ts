// Counts appeals and events at an instant, case by case.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'
import type { Appeal } from '../appeals/appeal.ts'
import { ledgerLoadBefore, type CasesOfDay } from '../cases.ts'
import type { CityEvent } from '../events/event.ts'
import { dateOf, dayFrom, dayOf, startOf } from '../local-time.ts'
import type { Ledger } from './ledger.ts'
import type { TruthValue } from './truth.ts'

/** The cases of each day since the first. */
export type CaseHistory = (until: LocalDay) => Iterable<CasesOfDay>

type WindowId = TruthValue['window']

interface Span {
  readonly window: WindowId
  readonly from: Instant
  /** Exclusive. */
  readonly before: Instant
}

const yearStart = (year: number): Instant => startOf(dayFrom(`${year}-01-01`))

function spansAt(asOf: Instant): { readonly response: readonly Span[]; readonly completion: readonly Span[] } {
  const { year, month, date } = dateOf(dayOf(asOf))
  const before = asOf + 1
  // The same date last year; 29 February becomes the 28th.
  const lastYear = Math.min(Date.UTC(year - 1, month - 1, date), Date.UTC(year - 1, month, 0)) / 86_400_000
  const rolling: Span = { window: 'rolling-12-months', from: startOf(lastYear + 1), before }
  const month30: Span = { window: 'rolling-30-days', from: startOf(dayOf(asOf) - 29), before }
  const toDate: Span = { window: 'year-to-date', from: yearStart(year), before }
  const closed: Span = { window: 'last-closed-year', from: yearStart(year - 1), before: yearStart(year) }
  const monthStart = (index: number, day = 1): Instant => startOf(Date.UTC(year, index, day) / 86_400_000)
  // The city assesses from the 26th to the 25th, and its year from the 26th of December.
  const period = date >= 26 ? month - 1 : month - 2
  const assessed = period === 11 ? year : year - 1
  const assessmentYear = (of: number): Instant => startOf(dayFrom(`${of}-12-26`))
  const monitored: readonly Span[] = [
    { window: 'calendar-month', from: monthStart(month - 1), before },
    { window: 'last-closed-month', from: monthStart(month - 2), before: monthStart(month - 1) },
    { window: 'calendar-quarter', from: monthStart(month - 1 - ((month - 1) % 3)), before },
    { window: 'assessment-period', from: monthStart(period, 26), before },
    { window: 'last-closed-assessment-period', from: monthStart(period - 1, 26), before: monthStart(period, 26) },
    { window: 'assessment-year', from: assessmentYear(assessed), before },
    { window: 'last-closed-assessment-year', from: assessmentYear(assessed - 1), before: assessmentYear(assessed) },
  ]
  return { response: [rolling, month30, toDate, ...monitored], completion: [closed, toDate, rolling, ...monitored] }
}

const within = (at: Instant, { from, before }: Span): boolean => at >= from && at < before

/** Adds every case up to `asOf`, as far as its source had reported it by `knownAt`. */
export function countCases(ledger: Ledger, cases: CaseHistory, asOf: Instant, knownAt: Instant): void {
  const seen = Math.min(asOf, knownAt)
  const seenInLedgers = Math.min(asOf, ledgerLoadBefore(knownAt))
  const { response, completion } = spansAt(asOf)
  for (const { appeals, events } of cases(dayOf(asOf))) {
    for (const appeal of appeals) countAppeal(ledger, appeal, { asOf, seen, response, completion })
    for (const event of events) countEvent(ledger, event, event.stream === 'district-ledgers' ? seenInLedgers : seen, response)
  }
}

interface AppealView {
  readonly asOf: Instant
  readonly seen: Instant
  readonly response: readonly Span[]
  readonly completion: readonly Span[]
}

function countAppeal(ledger: Ledger, appeal: Appeal, { asOf, seen, response, completion }: AppealView): void {
  const { dispatchedAt, cancelledAt, acceptedAt } = appeal
  if (appeal.directAnswer || dispatchedAt === undefined || dispatchedAt > seen) return
  if (cancelledAt !== undefined && cancelledAt <= seen) return
  const contactAt = appeal.gridContactAt ?? appeal.contactedAt
  const sumMs = (contactAt !== undefined && contactAt <= seen ? contactAt : asOf) - dispatchedAt
  for (const span of response) {
    if (!within(dispatchedAt, span)) continue
    const head = { indicator: 'appeal_mean_response_hours', window: span.window } as const
    ledger.add(appeal.area, { ...head, population: 'all' }, { sumMs, count: 1 })
    if (!appeal.complex) ledger.add(appeal.area, { ...head, population: 'excluding-complex' }, { sumMs, count: 1 })
  }
  const numerator = isClosed(seen, appeal.closedAt, appeal.reopenedAt, appeal.closedAgainAt) ? 1 : 0
  for (const span of completion) {
    if (within(acceptedAt, span)) ledger.add(appeal.area, { indicator: 'appeal_annual_completion_rate', population: 'all', window: span.window }, { numerator, denominator: 1 })
  }
}

function countEvent(ledger: Ledger, event: CityEvent, seen: Instant, spans: readonly Span[]): void {
  const { filedAt, cancelledAt } = event
  if (filedAt > seen || (cancelledAt !== undefined && cancelledAt <= seen)) return
  const numerator = event.online && isClosed(seen, event.closedAt, event.reworkedAt, event.closedAgainAt) ? 1 : 0
  for (const span of spans) {
    if (within(filedAt, span)) ledger.add(event.area, { indicator: 'event_online_disposal_rate', population: 'all', window: span.window }, { numerator, denominator: 1 })
  }
}

/** The latest of closings and reopenings so far is a closing. */
function isClosed(seen: Instant, closedAt: Instant | undefined, reopenedAt: Instant | undefined, closedAgainAt: Instant | undefined): boolean {
  const happened = (at: Instant | undefined): boolean => at !== undefined && at <= seen
  return happened(closedAgainAt) || (happened(closedAt) && !happened(reopenedAt))
}
