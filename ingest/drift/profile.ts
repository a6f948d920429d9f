// What a source usually looks like: small, learnt from every delivery that was taken, kept in the store. It holds digests of values, never values.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { VALUE_CLASSES } from './value-class.ts'

const Count = Type.Integer({ minimum: 0 })

/** `keyed` and `filled` of `seen` records had the key, and something in it; the `...Run` ones count records in a row that had not, or were of another class. */
const FieldProfile = Type.Object({
  seen: Count, keyed: Count, filled: Count, unkeyedRun: Count, unfilledRun: Count,
  /** When the first of the records in a row came that had not; left out where the last one had. */
  missingSince: Type.Optional(Type.Number()),
  classes: Type.Record(Type.String(), Count), oddRun: Count,
  values: Type.Array(Type.String(), { maxItems: 24 }),
})
export type FieldProfile = Readonly<Static<typeof FieldProfile>>

export const Profile = Type.Object({
  /** Digest of the mapping that it was learnt under. */
  mapping: Type.String(),
  records: Count,
  /** Keys of records that are known, whether they are mapped or not. */
  keys: Type.Array(Type.String(), { maxItems: 200 }),
  fields: Type.Record(Type.String(), FieldProfile),
  /** Medians of the last deliveries, by group and numeric field. */
  sizes: Type.Record(Type.String(), Type.Array(Type.Number(), { maxItems: 8 })),
  /** Rows of the last full lists. */
  rows: Type.Array(Count, { maxItems: 8 }),
  content: Type.Object({ digest: Type.String(), since: Type.Number(), repeats: Count, moves: Count, deliveries: Count }),
})
export type Profile = Readonly<Static<typeof Profile>>

export const newProfile = (mapping: string): Profile => ({
  mapping, records: 0, keys: [], fields: {}, sizes: {}, rows: [], content: { digest: '', since: 0, repeats: 0, moves: 0, deliveries: 0 },
})

/** A profile as the store has it; undefined where it is none of this release. */
export const readProfile = (stored: unknown): Profile | undefined => (Value.Check(Profile, stored) ? stored : undefined)

export const NEW_FIELD: FieldProfile = { seen: 0, keyed: 0, filled: 0, unkeyedRun: 0, unfilledRun: 0, classes: {}, oddRun: 0, values: [] }

/** The class that almost every value of a field has had; undefined where there is none, or too little was seen. */
export function usualClass({ classes }: FieldProfile): string | undefined {
  const total = Object.values(classes).reduce((sum, count) => sum + count, 0)
  if (total < ENOUGH) return undefined
  return VALUE_CLASSES.find((one) => (classes[one] ?? 0) >= total * ALMOST_ALL)
}

/** Records after which something counts as usual. */
export const ENOUGH = 20
export const ALMOST_ALL = 0.95

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}
