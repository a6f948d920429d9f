// The structured tests of a feed file as conditions of a statement.
import type { RowTest } from './config.ts'
import type { SeenTable } from './source-tables.ts'
import { joined, sql, value, type Piece, type Statement } from './statement.ts'

/** The parts of a test of which exactly one is given; `from` and `below` may stand together. */
export const TEST_PARTS = ['equals', 'in', 'not-in', 'from', 'below', 'empty'] as const

export function rowTests(table: SeenTable, tests: readonly RowTest[]): readonly Statement[] {
  return tests.map((test) => {
    const column = table.column(test.column)
    const { kind } = table.seen(test.column)
    // The words for a flag are those that the records have.
    const of = (text: string): Piece => value(text, kind)
    const listed = (texts: readonly string[]): Statement => joined(texts.map(of), ', ')
    if (test.equals !== undefined) return sql`${column} = ${of(test.equals)}`
    if (test.in !== undefined) return sql`${column} in (${listed(test.in)})`
    if (test['not-in'] !== undefined) return sql`${column} is null or ${column} not in (${listed(test['not-in'])})`
    if (test.empty !== undefined) return test.empty ? sql`${column} is null` : sql`${column} is not null`
    return joined([...(test.from === undefined ? [] : [sql`${column} >= ${of(test.from)}`]), ...(test.below === undefined ? [] : [sql`${column} < ${of(test.below)}`])], ' and ')
  })
}
