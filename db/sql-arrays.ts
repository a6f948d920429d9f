// Columns of many rows as one text each: one statement writes a batch, and both drivers take text as it is.
import { sql, type RawBuilder } from 'kysely'

type NumberType = 'bigint' | 'integer' | 'smallint'

/** `unnest`-able array of numbers or bigints. */
export function numbers(values: readonly (number | bigint)[], type: NumberType): RawBuilder<unknown> {
  return sql`${`{${values.join(',')}}`}::text::${sql.raw(type)}[]`
}

/** The unit separator of ASCII, which sound texts and JSON never hold. */
const SEPARATOR = '\u001f'

/** `unnest`-able array of texts. Separated texts need no escaping on one side and none undone on the other, which is most of the cost of long ones. */
export function texts(values: readonly string[]): RawBuilder<unknown> {
  const isSeparable = (values.length !== 1 || values[0] !== '') && !values.some((value) => value.includes(SEPARATOR))
  return isSeparable ? sql`string_to_array(${values.join(SEPARATOR)}::text, ${SEPARATOR}::text)` : sql`${`{${values.map(quote).join(',')}}`}::text::text[]`
}

/** The instant of a column of milliseconds; exact, because an interval counts in whole microseconds. */
export function instantOf(column: string): RawBuilder<number> {
  return sql`(timestamptz 'epoch' + ${sql.ref(column)} * interval '1 millisecond')`
}

const NEEDS_ESCAPE = /["\\]/
const quote = (value: string): string => `"${NEEDS_ESCAPE.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : value}"`
