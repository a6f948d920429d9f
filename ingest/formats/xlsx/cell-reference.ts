// References such as "B2" and "A1:C3": columns count from 0, rows from 1.

export interface CellPlace {
  readonly column: number
  readonly row: number
}

export interface CellRange {
  readonly from: CellPlace
  readonly to: CellPlace
}

export const MOST_COLUMNS = 16_384
export const MOST_ROWS = 1_048_576

/** Undefined for what is no reference of a sheet. */
export function cellPlace(reference: string): CellPlace | undefined {
  let column = 0
  let at = 0
  for (; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  const digits = reference.slice(at)
  const row = /^[1-9]\d{0,6}$/.test(digits) ? Number(digits) : 0
  return column >= 1 && column <= MOST_COLUMNS && row >= 1 && row <= MOST_ROWS ? { column: column - 1, row } : undefined
}

export function cellRange(reference: string): CellRange | undefined {
  const [first = '', last = first] = reference.split(':')
  const from = cellPlace(first)
  const to = cellPlace(last)
  return from === undefined || to === undefined || to.row < from.row || to.column < from.column ? undefined : { from, to }
}

/** Letters of a column, counted from 0. */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : `${columnLetters(Math.floor(column / 26) - 1)}${letter}`
}
