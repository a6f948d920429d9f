// Cells that are merged over several rows, as they are met from above: what stands in the first row stands for all.
import type { CellRange } from './cell-reference.ts'
import type { Cell } from './cell-text.ts'

interface Span {
  readonly range: CellRange
  cell: Cell | undefined
}

/** Rows must be asked for in their order. */
export class MergedFill {
  private readonly spans = new Map<number, { readonly list: readonly Span[]; next: number }>()

  /** Of the merged cells only those that begin below the header and are taller than a row. */
  constructor(merged: readonly CellRange[], header: number) {
    const tall = merged.filter(({ from, to }) => from.row > header && to.row > from.row)
    for (const [column, ranges] of Map.groupBy(tall, ({ from }) => from.column)) {
      const list = ranges.toSorted((a, b) => a.from.row - b.from.row).map((range): Span => ({ range, cell: undefined }))
      this.spans.set(column, { list, next: 0 })
    }
  }

  /** The cell that stands at a place of a row: its own, or the one it is merged with. */
  cellAt(row: number, column: number, own: Cell | undefined): Cell | undefined {
    const spans = this.spans.get(column)
    if (spans === undefined) return own
    let span = spans.list[spans.next]
    while (span !== undefined && row > span.range.to.row) span = spans.list[++spans.next]
    if (span === undefined || row < span.range.from.row) return own
    if (row === span.range.from.row) span.cell = own
    return own ?? span.cell
  }
}
