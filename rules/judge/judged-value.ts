// What judging reads: one value per indicator and population, known or not.
import type { Quantity } from '../facts/fact.ts'
import type { Population, Text } from '../model/text-schema.ts'

/** Only `ok` can meet or miss a bound; every other state is unknown and neither raises nor lowers a level. */
export type ValueState = 'ok' | 'no-data' | 'stale' | 'not-assessable' | 'insufficient-sample' | 'not-covered'

/** `indicator` is a code of the model, such as `event_online_disposal_rate`. */
export interface JudgedValue {
  readonly indicator: string
  readonly population: Population
  readonly state: ValueState
  readonly quantity?: Quantity | undefined
  /** The time that the value covers, in words, for the sentence that explains it. */
  readonly period?: Text | undefined
}
