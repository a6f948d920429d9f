// What an adapter hands over: a record as received, or the remains of one that could not be read.
import type { Rejection } from '../mapping/rejection.ts'

/** A value as received. Numbers are kept as their source text, so a 20-digit id stays what it was. */
export type SampleValue = string | boolean | null | readonly SampleValue[] | SampleRecord

/** A record with a null prototype. */
export interface SampleRecord {
  readonly [name: string]: SampleValue
}

/** Where a sample stood in its delivery: the line of a file (1 is the header), the index in a pushed body. */
export type Position = number | string

export interface ReadableSample {
  readonly position: Position
  readonly record: SampleRecord
}

/** A sample that has no record: half a character, a ragged row, a forbidden key. `raw` is printable text without NUL. */
export interface UnreadableSample {
  readonly position: Position
  readonly raw: string
  readonly rejection: Rejection
}

export type Sample = ReadableSample | UnreadableSample

export type SampleBatch = readonly Sample[]
