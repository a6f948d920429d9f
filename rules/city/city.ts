// The city as the rules see it: its areas and bureaus with their validity, its calendars, and which sources are judged. Pure; built once from a city file.
import type { Instant } from '../time/instant.ts'
import type { Assessment } from '../time/periods.ts'
import type { WorkingCalendar } from '../time/working-calendar.ts'
import type { Zone } from '../time/zone.ts'

export interface Name {
  readonly zh: string
  readonly en: string
}

export type AreaKind = 'city' | 'district' | 'street' | 'zone'

/** Valid from `validFrom` on and before `validTo`; either may be absent. */
export interface Validity {
  readonly validFrom?: Instant
  readonly validTo?: Instant
  /** Code of what took its place. */
  readonly successor?: string
}

export interface Area extends Name, Validity {
  readonly code: string
  readonly kind: AreaKind
  /** Absent for the root only. */
  readonly parent?: string
  /** Areas that make up a zone (功能区); they may lie in several districts and in several zones. */
  readonly members: readonly string[]
  readonly aliases: readonly string[]
}

export interface Bureau extends Name, Validity {
  readonly code: string
  /** 统一社会信用代码 */
  readonly uscc?: string
  readonly aliases: readonly string[]
}

/** What a code or a name means at an instant. */
export type Lookup =
  | { readonly state: 'ok'; readonly code: string }
  | { readonly state: 'unknown' }
  | { readonly state: 'ambiguous'; readonly codes: readonly string[] }
  | { readonly state: 'expired'; readonly code: string; readonly successor?: string }

/** Which sources are judged for an indicator. */
export interface JudgedSource {
  readonly systems: readonly string[]
  readonly form: 'facts' | 'measurements'
}

/** 本地口径 */
export interface Policies {
  /** Smallest population of a case indicator that is judged; 1 unless the city raises it. */
  readonly minimumSample: number
  /** A list that grew or shrank by more than this is not compared with itself; 5 unless the city says otherwise. */
  readonly listChangePercent: number
  /** Whether years are compared with an eye to 春节错月; so it is in the zones of the mainland unless the city says otherwise. */
  readonly springFestival: boolean
}

export interface City {
  readonly name: Name
  readonly zone: Zone
  /** Code of the area that is the city. */
  readonly root: string
  /** In administrative order: each area before its children, siblings as the city file lists them. */
  readonly areas: readonly Area[]
  readonly bureaus: readonly Bureau[]
  readonly policies: Policies
  /** Absent where the city has no 考核周期 of its own. */
  readonly assessment?: Assessment
  /** Absent where the city lists no working days: then nothing is counted in working hours. */
  readonly workingCalendar?: WorkingCalendar
  area(code: string): Area | undefined
  bureau(code: string): Bureau | undefined
  areaByCode(code: string, at: Instant): Lookup
  /** By Chinese or English name or alias. */
  areaByName(name: string, at: Instant): Lookup
  bureauByCode(code: string, at: Instant): Lookup
  bureauByName(name: string, at: Instant): Lookup
  /** In administrative order; zones after the areas of the hierarchy. */
  childrenOf(code: string): readonly Area[]
  /** Codes whose facts count for an area: itself, everything below it and, for a zone, its members and everything below them. Each once. */
  scopeOf(code: string): ReadonlySet<string>
  /** The part of `scopeOf` that has neither children nor members. */
  leavesOf(code: string): ReadonlySet<string>
  /** Undefined when the city names none: then every system that feeds the indicator by facts is judged. */
  judgedSource(indicator: string): JudgedSource | undefined
}
