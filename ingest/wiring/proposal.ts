// What a proposed mapping is made of: for every field of a fact the column it comes from, why, and how sure that is.
import type { Bilingual } from '../mapping/rejection.ts'
import type { Problem } from '../../rules/city/yaml-file.ts'

/** `certain`: a known name, and every row fits. `likely`: the name resembles one, or there was nothing to check. `unsure`: the values alone suggest it. */
export type Confidence = 'certain' | 'likely' | 'unsure'

/** `asked`: a person must decide before the feed can run. `missing`: required and not found. `left-out`: optional and not found. */
export type ProposedState = 'mapped' | 'asked' | 'missing' | 'left-out'

/** What a person said about one field; it wins over what is proposed. */
export interface Choice {
  /** Null leaves the field out. */
  readonly path?: string | null
  readonly constant?: string
  readonly received?: true
  readonly date?: string
  readonly by?: 'code' | 'name'
  readonly unit?: string
  /** Text of the source to value of ours. */
  readonly values?: Readonly<Record<string, string>>
}

/** A text of the source, how many rows have it, and what it becomes; null while nobody knows. */
export interface ReadValue {
  readonly text: string
  readonly rows: number
  readonly ours: string | null
}

/** How the texts of a column are read as a field. */
export interface Reading {
  readonly date?: { readonly format: string; readonly others: readonly string[] }
  readonly by?: 'code' | 'name'
  readonly unit?: { readonly name: string; readonly others: readonly string[] }
  readonly values?: readonly ReadValue[]
  /** Areas and bureaus: a person said what some texts mean, so that all of them are listed. */
  readonly matched?: true
}

/** Whether a column can be a field. `blank`: no row holds anything, so nothing speaks against it. */
export interface Fit extends Reading {
  readonly state: 'fits' | 'asks' | 'blank' | 'fails'
  readonly says: Bilingual
}

export interface Candidate {
  readonly path: string
  readonly confidence: Confidence
  readonly reason: Bilingual
}

export interface NamedValue extends Bilingual {
  readonly value: string
}

export interface ProposedField extends Bilingual, Reading {
  readonly field: string
  readonly required: boolean
  readonly state: ProposedState
  readonly path: string | null
  readonly constant?: string
  readonly received?: true
  readonly confidence: Confidence | null
  readonly reason: Bilingual
  readonly candidates: readonly Candidate[]
  readonly examples: readonly string[]
  readonly allowed?: readonly NamedValue[]
}

export interface Proposal {
  readonly template: string
  /** All templates, the one that fits best first. */
  readonly templates: readonly (Bilingual & { readonly id: string; readonly recognised: number; readonly of: number })[]
  readonly fields: readonly ProposedField[]
  /** Columns that no field reads. */
  readonly unused: readonly string[]
  /** The feed file; what is still to be decided is written «...». */
  readonly text: string
  readonly problems: readonly Problem[]
  readonly ready: boolean
}
