// The header of a sheet as one name for each column: cells that are merged or stand above each other are joined by "/".
import type { CellRange } from './cell-reference.ts'

/** Rows of the header, from above, each with its texts by column. */
export type HeaderRows = readonly { readonly row: number; readonly texts: ReadonlyMap<number, string> }[]

/** Names by column, in the order of the sheet; columns without any text are left out. */
export function headerNames(rows: HeaderRows, merged: readonly CellRange[]): ReadonlyMap<number, string> {
  const texts = new Map<string, string>()
  const at = (row: number, column: number): string => `${row}:${column}`
  for (const { row, texts: own } of rows) for (const [column, text] of own) texts.set(at(row, column), oneLine(text))
  const [first, last] = [rows[0]?.row ?? 0, rows.at(-1)?.row ?? 0]
  for (const { from, to } of merged) {
    if (to.row < first || from.row > last) continue
    const text = texts.get(at(from.row, from.column))
    if (text === undefined || text === '') continue
    for (let row = from.row; row <= Math.min(to.row, last); row++) {
      for (let column = from.column; column <= to.column; column++) texts.set(at(row, column), text)
    }
  }
  const columns = [...new Set([...texts.keys()].map((key) => Number(key.slice(key.indexOf(':') + 1))))].sort((a, b) => a - b)
  const names = new Map<number, string>()
  for (const column of columns) {
    const parts = rows.map(({ row }) => texts.get(at(row, column)) ?? '').filter((text) => text !== '')
    const name = parts.filter((text, index) => text !== parts[index - 1]).join('/')
    if (name !== '') names.set(column, name)
  }
  return names
}

/** A line break inside a header is layout; between words it stands for a space, between Chinese characters for nothing. */
function oneLine(text: string): string {
  return text.trim().replace(/[ \t]*[\r\n]+[ \t]*/g, (_, offset: number, whole: string) => (/[\x21-\x7e]$/.test(whole.slice(0, offset)) ? ' ' : ''))
}
