// Columns of many rows as PostgreSQL array literals: one statement writes a batch, and both drivers take text as it is.
import { sql, type RawBuilder } from 'kysely'

type ArrayType = 'bigint' | 'integer' | 'smallint' | 'text' | 'timestamptz'

/** `unnest`-able array of numbers or bigints. */
export function numbers(values: readonly (number | bigint)[], type: Exclude<ArrayType, 'text' | 'timestamptz'>): RawBuilder<unknown> {
  return sql`${`{${values.join(',')}}`}::text::${sql.raw(type)}[]`
}

/** `unnest`-able array of texts. */
export function texts(values: readonly string[]): RawBuilder<unknown> {
  return sql`${`{${values.map(quote).join(',')}}`}::text::text[]`
}

/** `unnest`-able array of instants. */
export function instants(values: readonly number[]): RawBuilder<unknown> {
  return sql`${`{${values.map((value) => new Date(value).toISOString()).join(',')}}`}::text::timestamptz[]`
}

const NEEDS_ESCAPE = /["\\]/
const quote = (value: string): string => `"${NEEDS_ESCAPE.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : value}"`
