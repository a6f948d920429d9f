// One reading of column types for both drivers, so that a query answers alike on PGlite and on a PostgreSQL server.

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
const TIMESTAMP_TZ = 1184

/** 64-bit integers that are ids or counts of rows. Sums that may exceed 2^53 are cast to text in their query. */
function readInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer: cast this column to text in the query.`)
  return value
}

/** Instants are milliseconds; sessions run in UTC, so the text always ends in +00. */
const readInstant = (text: string): number => Date.parse(text)

const sameText = (text: string): string => text

/** Parsers by type oid, for PGlite's `parsers` and pg's `types`. */
export const columnParsers: Record<number, (text: string) => unknown> = {
  [INT8]: readInt8,
  [NUMERIC]: sameText,
  [DATE]: sameText,
  [TIMESTAMP_TZ]: readInstant,
}
