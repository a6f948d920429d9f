// What the server answers: the one place where the pages learn the shape of API v1.

/** A text in both languages of the product. */
export interface Words {
  readonly zh: string
  readonly en: string
}

export type AreaKind = 'city' | 'district' | 'zone' | 'street' | (string & {})

export interface Area extends Words {
  readonly code: string
  readonly kind: AreaKind
  readonly parent: string | null
  readonly members?: readonly string[]
}

export interface City {
  readonly name: Words
  readonly zone: string
  readonly demo: boolean
  readonly root: string
  readonly areas: readonly Area[]
  readonly bureaus: readonly (Words & { readonly code: string })[]
  readonly configured: boolean
}

export interface Item extends Words {
  readonly id: string
}

export interface Subdomain extends Words {
  readonly id: string
  readonly clause: string
  readonly table: number
  readonly items: readonly Item[]
}

export interface Domain extends Words {
  readonly id: string
  readonly subdomains: readonly Subdomain[]
}

export type Unit = 'percent' | 'hours' | 'count'
export type Direction = 'atLeast' | 'atMost'

export interface Indicator extends Words {
  readonly id: string
  readonly code: string
  readonly item: string
  readonly unit: Unit
  readonly quantity: 'share' | 'mean' | 'count'
  readonly direction: Direction
  readonly calculation: string
  readonly staleAfterDays: number
  readonly noun: Words
  readonly numerator: Words
  readonly denominator?: Words
}

export type Population = 'all' | 'excluding-complex'

export interface Requirement {
  readonly id: string
  readonly table: number
  readonly item: string
  readonly level: number
  readonly clause: string
  /** The letter as printed; null where the draft prints none. */
  readonly printed: string | null
  readonly indicator: string
  readonly operator: 'ge' | 'le' | 'gt'
  readonly bound: string
  readonly unit: Unit
  readonly population: Population
  readonly populationText: Words
  readonly window: string
  readonly calculation: string
  readonly qualitative: boolean
}

export interface Calculation extends Words {
  readonly id: string
  readonly indicator: string
  readonly populations?: readonly (Words & { readonly id: Population })[]
  readonly windows?: readonly { readonly id: string; readonly judged?: boolean }[]
}

export interface Characteristic extends Words {
  readonly id: string
  readonly item: string
  readonly level: number
  readonly clause: string
  /** The letter as printed; null where the draft prints none. */
  readonly printed: string | null
  readonly table: number
}

export interface Model {
  readonly version: string
  readonly standard: Words & { readonly number: string; readonly status: string | Words }
  readonly levels: readonly (Words & { readonly level: number })[]
  readonly domains: readonly Domain[]
  readonly indicators: readonly Indicator[]
  readonly windows: readonly (Words & { readonly id: string; readonly kind: string })[]
  readonly calculations: readonly Calculation[]
  readonly requirements: readonly Requirement[]
  readonly registers?: readonly (Words & { readonly id: string; readonly statuses: readonly string[] })[]
  readonly characteristics: readonly Characteristic[]
}

export type ValueState = 'ok' | 'no-data' | 'stale' | 'not-assessable' | 'insufficient-sample' | 'not-covered'

/** Text of a number, rounded by the server so that it never crosses a bound; shown as it is. */
export interface Display {
  readonly text: string
  readonly unit: string
}

/** Exact counts behind a value: a share has numerator and denominator, a mean sumMs and count, a count value. */
export interface Counts {
  readonly numerator?: number
  readonly denominator?: number
  readonly sumMs?: number
  readonly count?: number
  readonly value?: number
}

export interface Value extends Counts {
  readonly indicator: string
  readonly population: Population
  readonly calculation: string
  readonly window: { readonly id: string; readonly from: string; readonly to: string }
  readonly judged: boolean
  readonly open?: number
  readonly state: ValueState
  /** 人工填报: wholly or partly from forms that people filled in; left out where systems say it. */
  readonly origin?: 'manual' | 'partly-manual'
  readonly freshness: { readonly coveredUntil: string | null; readonly staleAt: string | null; readonly oldestFeed: string | null; readonly feedName?: Words }
  readonly display: Display
  /** What it was when its local day was over, where it is known otherwise now (追溯修订). */
  readonly restated?: Counts & { readonly state: ValueState; readonly display: Display }
}

/** By when everything told was known; provisional while some of it may still be on its way (暂定). */
export interface Known {
  readonly at: string
  readonly provisional: boolean
}

export type StandingState = 'proven' | 'below-one' | 'capped' | 'insufficient-sample' | 'not-assessable' | 'stale' | 'unproven'
export type Cell = 'met' | 'met-over-gap' | 'not-met' | 'unknown' | 'none'
export type Outcome = 'met' | 'not-met' | 'unknown'

export interface RequirementOutcome {
  readonly requirement: string
  readonly outcome: Outcome
  readonly state: ValueState
  readonly gap: (Words & { readonly amount: number | string }) | null
}

export interface Standing {
  readonly item: string
  readonly proven: number | null
  readonly ceiling: number
  readonly state: StandingState
  readonly lastProven: { readonly level: number; readonly at: string } | null
  readonly blockers: readonly { readonly requirement: string; readonly indicator: string; readonly level: number }[]
  readonly unknowns: readonly { readonly requirement: string; readonly indicator: string; readonly state: ValueState }[]
  readonly sentence: Words
  readonly word: Words
  readonly cells: readonly Cell[]
  readonly requirements: readonly RequirementOutcome[]
}

export interface Progress {
  readonly loaded: number
  readonly total: number
  readonly loadedFrom: string | null
}

export interface FeedCounts {
  readonly ok: number
  readonly late: number
  readonly stopped: number
  readonly failing: number
  readonly drifting: number
  readonly paused: number
}

export interface Snapshot {
  readonly area: string
  readonly asOf: string
  readonly model: string
  /** Only of a moment of the past. */
  readonly known?: Known
  readonly progress: Progress | null
  readonly feeds: FeedCounts
  readonly values: readonly Value[]
  readonly standings: readonly Standing[]
}

/** What changed since the frame before; a list holds only the changed rows. */
export interface Update {
  readonly asOf: string
  readonly values?: readonly Value[]
  readonly standings?: readonly Standing[]
  readonly progress?: Progress | null
  readonly feeds?: FeedCounts
}

export type * from './trend-types.ts'

export type { Feed } from './feed-types.ts'

/** application/problem+json. `advice` says what the person can do. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly advice?: string
  /** The detail in both languages, where the server has it so. */
  readonly text?: Words
}
