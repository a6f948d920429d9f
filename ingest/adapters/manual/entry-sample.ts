// A filled form as a sample: what people wrote, with the as-of date and the order of entries under two keys of our own.
import type { Instant } from '../../../rules/time/instant.ts'
import type { Zone } from '../../../rules/time/zone.ts'
import type { ReadableSample } from '../../samples/sample.ts'

/** Keys that the form fills in; a mapping reads them, and no field of the form may be called so. */
export const AS_OF = 'as-of'
export const ENTRY = 'entry'

export interface FilledForm {
  /** Grows with every entry, so that a correction is the later statement about its key. */
  readonly number: number
  readonly asOf: Instant
  readonly record: Readonly<Record<string, string>>
}

export function entrySample({ number, asOf, record }: FilledForm, zone: Zone): ReadableSample {
  const filled: Record<string, string> = Object.assign(Object.create(null), record)
  filled[AS_OF] = zone.format(asOf)
  filled[ENTRY] = String(number)
  return { position: `entry ${number}`, record: filled }
}
