// The simulator's own count of every indicator, straight from what was generated: no mapping, no fold, no rules.
import type { Instant } from '../../../rules/time/instant.ts'
import type { ListPlans } from '../lists/plans.ts'
import type { Report } from '../lists/reports.ts'
import { AREA_CODES } from '../places.ts'
import type { ListStream } from '../streams.ts'
import { countCases, type CaseHistory } from './case-truth.ts'
import { countLists } from './list-truth.ts'
import { Ledger } from './ledger.ts'

/** Exact counts of one indicator, population and window in an area; a share, a mean (`sumMs` in milliseconds) or a count. */
export interface TruthValue {
  /** Code of the model. */
  readonly indicator: string
  readonly population: 'all' | 'excluding-complex'
  /** Id of a declared window. */
  readonly window: 'rolling-12-months' | 'rolling-30-days' | 'calendar-month' | 'last-closed-month' | 'calendar-quarter' | 'year-to-date' | 'last-closed-year'
    | 'assessment-period' | 'last-closed-assessment-period' | 'assessment-year' | 'last-closed-assessment-year' | 'snapshot'
  readonly numerator?: number
  readonly denominator?: number
  readonly sumMs?: number
  readonly count?: number
  readonly value?: number
}

export interface TruthOptions {
  readonly asOf: Instant
  /** What the sources have handed over by then counts; single late messages do not count as late. */
  readonly knownAt: Instant
  readonly cases: CaseHistory
  readonly plans: ListPlans
  readonly reports: (stream: ListStream, until: Instant) => readonly Report[]
}

/** The values of every area of the city, by area code. */
export function truthOf({ asOf, knownAt, cases, plans, reports }: TruthOptions): ReadonlyMap<string, readonly TruthValue[]> {
  const ledger = new Ledger()
  countCases(ledger, cases, asOf, knownAt)
  countLists(ledger, { asOf, knownAt, plans, reports })
  return new Map(AREA_CODES.map((area) => [area, ledger.valuesOf(area)]))
}
