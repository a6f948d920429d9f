// The city as the rules see it: its areas and bureaus with their validity, and which sources are judged. Pure; built once from a city file.
import type { Instant } from '../time/instant.ts'
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

export interface Policies {
  /** Smallest population of a case indicator that is judged; 1 unless the city raises it. */
  readonly minimumSample: number
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
