// What the server answers about the desk: alerts, handovers, and the days of a year on which something changed.
import type { Noted, Words } from './types.ts'

export interface Alert extends Words {
  readonly feed: string
  readonly state: 'late' | 'stopped' | 'failing' | 'drifting' | 'never'
  readonly since: string | null
  readonly coveredUntil: string | null
  readonly bureau: Words | null
  readonly contact: string | null
  readonly phone: string | null
  readonly detail: Words | null
  /** The indicators that are judged by it. */
  readonly affects: readonly (Words & { readonly indicator: string; readonly item: string })[]
  /** What it is taken note of under. */
  readonly changes: readonly string[]
  readonly acknowledged: Noted | null
}

export interface Acknowledged {
  readonly acknowledged: readonly string[]
  readonly gone: readonly string[]
}

export interface ShiftNote {
  readonly id: number
  readonly handedOverBy: string
  readonly beganAt: string
  readonly handedOverAt: string
  readonly note: string
  readonly openChanges: readonly (Words & { readonly id: string; readonly at: string; readonly severity: 'info' | 'warn' | 'bad' })[]
  readonly confirmedBy: string | null
  readonly confirmedAt: string | null
}

export interface ShiftNotes {
  readonly onDuty: { readonly by: string; readonly since: string } | null
  /** Newest first. */
  readonly notes: readonly ShiftNote[]
  readonly names: Words
}

/** A local day on which standings or lists changed. */
export interface ChangeDay {
  readonly day: string
  readonly fell: number
  readonly rose: number
  readonly scope: number
  readonly titles: readonly Words[]
}
