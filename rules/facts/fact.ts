// What the pipeline carries once a sample has been understood: facts of three kinds, each with its time in the city.
import type { Instant } from '../time/instant.ts'

/** Appeals are 12345 orders, events are city-management cases; both have a life cycle. */
export type CaseType = 'appeal' | 'event'

/** What every fact says about itself. Identity is (source, kind and type, key); areas and bureaus are codes, null where the record names none. */
export interface FactBase {
  /** Source system, shared by all channels of that system. */
  readonly source: string
  /** Business key inside the source system, kept as text. */
  readonly key: string
  /** When the statement was true in the city. */
  readonly observedAt: Instant
  /** The source's own order of statements about this key; a larger one is newer. */
  readonly version: number
  readonly area: string | null
  readonly bureau: string | null
  /** A tombstone: the source takes the record back. */
  readonly withdrawn?: true
}

/**
 * Life-cycle fields of a case. An instant that has not come is absent. Closing and reopening are sets of instants,
 * because a case may be closed, reopened (重办) and closed again.
 */
export interface CaseFields {
  /** 受理: the appeal was accepted. */
  readonly acceptedAt?: Instant
  /** 派单: first dispatch to a bureau. Returns and later dispatches do not reset it. */
  readonly dispatchedAt?: Instant
  /** 首次联系: first contact with the citizen. Signing for the order is not a contact. */
  readonly firstContactAt?: Instant
  /** 立案: the city-management event was filed. */
  readonly filedAt?: Instant
  /** 办结 / 结案. */
  readonly closedAt?: readonly Instant[]
  /** 重办. */
  readonly reopenedAt?: readonly Instant[]
  /** 办理时限. */
  readonly dueAt?: Instant
  /** 作废: from this instant the case is in no population. */
  readonly cancelledAt?: Instant
  /** 作废 without an instant: the case was never in a population. */
  readonly cancelled?: boolean
  /** 直接答复: answered on the call, not dispatched. */
  readonly directAnswer?: boolean
  /** 复杂疑难诉求, with an approval trail in the source. */
  readonly complex?: boolean
  /** The event ran through the online loop (dispatched, handled, verified and closed there). */
  readonly online?: boolean
}

/** A statement about one case: the whole record (`full`) or some of its life-cycle fields (`partial`). */
export interface CaseFact extends FactBase {
  readonly kind: 'case'
  readonly caseType: CaseType
  readonly completeness: 'full' | 'partial'
  readonly fields: CaseFields
}

/** One row of a list, as it stood at `observedAt`. */
export interface RegisterFact extends FactBase {
  readonly kind: 'register-entry'
  /** Register of the model, such as `data-resource`. */
  readonly register: string
  /** One of the register's closed statuses in the model. */
  readonly status: string
  /** When the present status began in the city (approved on, live on, accepted on). */
  readonly since?: Instant
  /** Entry into the list; without it the entry exists from `observedAt` of its first statement. */
  readonly validFrom?: Instant
  /** First instant at which the entry is no longer in the list. */
  readonly validTo?: Instant
  /** Last use, for registers whose entries lapse without use. */
  readonly lastUsedAt?: Instant
  /** What distinct counts count: community, carrier, domain, bureau ... as the register declares. */
  readonly group?: string
}

/** Exact counts behind a value. `sumMs` is milliseconds. */
export type Quantity =
  | { readonly kind: 'share'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly kind: 'mean'; readonly sumMs: bigint; readonly count: bigint }
  | { readonly kind: 'count'; readonly value: bigint }

/** Numbers that a system already computed, for one indicator, population and area. */
export interface MeasurementFact extends FactBase {
  readonly kind: 'measurement'
  /** Indicator code of the model. */
  readonly indicator: string
  readonly population: string
  /** `increment`: from-to; `to-date`: since `from`; `snapshot`: true at `to`. */
  readonly form: 'increment' | 'to-date' | 'snapshot'
  readonly from?: Instant
  readonly to: Instant
  readonly quantity: Quantity
}

export type Fact = CaseFact | RegisterFact | MeasurementFact
