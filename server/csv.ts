// Comma-separated text that spreadsheets open as it is: UTF-8 with BOM, CRLF, and no cell that they would run as a formula.

type Cell = string | number | undefined

/** A table with its head in the first row. */
export const csvText = (rows: readonly (readonly Cell[])[]): string => `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`

/** What spreadsheets take for the beginning of a formula, also behind blanks; a number may begin with its sign. */
const FORMULA = /^\s*[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/
const NEEDS_QUOTES = /[",\r\n]/

/** A text that no spreadsheet takes for a formula, whatever it is saved as: one that looks like it begins with an apostrophe. */
export const unexecuted = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text)

function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  const text = unexecuted(String(cell))
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
