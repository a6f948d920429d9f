// One record on its way through the compiled readers; the first problem met is kept.
import type { Instant } from '../../rules/time/instant.ts'
import { rejectionOf } from './rejection.ts'
import type { Fields } from './path.ts'
import type { Fault, Rejection } from './rejection.ts'
import type { Warning } from './outcome.ts'

export interface Row {
  readonly record: Fields
  /** The moment of receipt. */
  readonly now: Instant
  rejection: Rejection | undefined
  warnings: Warning[] | undefined
}

/** Reads one thing from a row. Undefined means absent, or refused when the row then carries a rejection. */
export type Reader<T> = (row: Row) => T | undefined

/** Notes a fault unless an earlier one is noted; returns undefined so that a reader can end with it. */
export function refuse(row: Row, fault: Fault): undefined {
  row.rejection ??= rejectionOf(fault)
  return undefined
}

export function warn(row: Row, warning: Warning): void {
  row.warnings ??= []
  row.warnings.push(warning)
}
