// Columns of many rows as one text each: one statement writes a batch, and both drivers take text as it is.
import { sql, type RawBuilder } from 'kysely'

type NumberType = 'bigint' | 'integer' | 'smallint'

/** `unnest`-able array of numbers or bigints. */
export function numbers(values: readonly (number | bigint)[], type: NumberType): RawBuilder<unknown> {
  return sql`${`{${values.join(',')}}`}::text::${sql.raw(type)}[]`
}

/**
 * The rows of arrays of one length, named as columns, to be selected from. Unnested in a select list they stream; in a `from` each would be
 * written to a store of its own first, which is half the cost of reading them. A subquery hides each text from the planner, which would read it
 * a second time to count its elements.
 */
export function rowsOf(columns: Readonly<Record<string, RawBuilder<unknown>>>): RawBuilder<unknown> {
  return sql`(select ${sql.join(Object.entries(columns).map(([name, array]) => sql`unnest((select ${array})) as ${sql.ref(name)}`))}) as row`
}

/** The unit separator of ASCII, which sound texts and JSON never hold. */
const SEPARATOR = '\u001f'

/** `unnest`-able array of texts. Separated texts need no escaping on one side and none undone on the other, which is most of the cost of long ones. */
export function texts(values: readonly string[]): RawBuilder<unknown> {
  const isSeparable = (values.length !== 1 || values[0] !== '') && !values.some((value) => value.includes(SEPARATOR))
  return isSeparable ? sql`string_to_array(${values.join(SEPARATOR)}::text, ${SEPARATOR}::text)` : sql`${`{${values.map(quote).join(',')}}`}::text::text[]`
}

/** The years 1 to 9999, which every reader of the store's texts understands. */
const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

/** `unnest`-able array of instants as milliseconds; `instantOf` makes instants of its elements. Throws RangeError outside the years 1 to 9999. */
export function instants(values: readonly number[]): RawBuilder<unknown> {
  const odd = values.find((value) => !(value >= FIRST_MS && value <= LAST_MS))
  if (odd !== undefined) throw new RangeError(`${odd} ms is no instant of the years 1 to 9999: refuse the sample before intake.`)
  return numbers(values, 'bigint')
}

/** The instant of an element of `instants`; exact, because an interval counts in whole microseconds. Dates as text cost three times as much. */
export function instantOf(column: string): RawBuilder<number> {
  return sql`(timestamptz 'epoch' + ${sql.ref(column)} * interval '1 millisecond')`
}

/**
 * Ends a lateral subquery that looks up one element of an array, so that the planner keeps it apart and goes by the index for each.
 * The embedded store never analyses its tables; left to itself it would read all of a table that has grown for a handful of rows.
 */
export const EACH_BY_INDEX: RawBuilder<unknown> = sql`offset 0`

const NEEDS_ESCAPE = /["\\]/
const quote = (value: string): string => `"${NEEDS_ESCAPE.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : value}"`
