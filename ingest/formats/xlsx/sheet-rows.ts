// The rows of a sheet as they stand in its XML, one after the other, each with the cells that it has.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { ZipEntry } from '../zip/open-zip.ts'
import { cellPlace, cellRange, MOST_COLUMNS, MOST_ROWS, type CellRange } from './cell-reference.ts'
import type { Cell } from './cell-text.ts'
import { readPart, scanPart, type Book } from './part-reader.ts'
import { TextCollector } from './text-collector.ts'
import { SILENT } from './workbook.ts'
import { XmlError, type XmlAttributes, type XmlHandler } from './xml-scanner.ts'

export interface SheetRow {
  /** From 1. */
  readonly row: number
  /** By column, counted from 0. */
  readonly cells: ReadonlyMap<number, Cell>
}

const MOST_MERGES = 100_000

/** Reads a sheet to its end, which proves its checksum, and gives its merged cells, which stand behind the rows. */
export async function mergedCells(book: Book, sheet: ZipEntry): Promise<readonly CellRange[]> {
  const ranges: CellRange[] = []
  await readPart(book, sheet, {
    ...SILENT,
    open(name, attributes) {
      if (name !== 'mergeCell') return
      const range = cellRange(attributes.get('ref') ?? '')
      if (range !== undefined) ranges.push(range)
      if (ranges.length > MOST_MERGES) {
        throw new FeedReadError('contract', `${book.name} has more than ${MOST_MERGES} merged cells: unmerge those of its data.`, `${book.name} 的合并单元格超过 ${MOST_MERGES} 个：请取消数据区的合并。`)
      }
    },
  })
  return ranges
}

/** Runs of rows in their order. Throws FeedReadError for a sheet that is damaged. */
export async function* rowsOf(book: Book, sheet: ZipEntry): AsyncGenerator<readonly SheetRow[], void, void> {
  const gatherer = new RowGatherer()
  for await (const nothing of scanPart(book, sheet, gatherer)) {
    void nothing
    const rows = gatherer.take()
    if (rows.length > 0) yield rows
  }
}

class RowGatherer implements XmlHandler {
  private rows: SheetRow[] = []
  private isInData = false
  private row = 0
  private cells = new Map<number, Cell>()
  private column = -1
  private type = 'n'
  private style = 0
  private value: string[] = []
  private isValue = false
  private readonly inline = new TextCollector()
  private isInline = false

  take(): readonly SheetRow[] {
    const { rows } = this
    this.rows = []
    return rows
  }

  open(name: string, attributes: XmlAttributes): void {
    if (!this.isInData) {
      this.isInData = name === 'sheetData'
      return
    }
    switch (name) {
      case 'row':
        return this.openRow(attributes)
      case 'c':
        return this.openCell(attributes)
      case 'v':
        this.isValue = true
        return
      case 'is':
        this.isInline = true
        return this.inline.begin()
      default:
        if (this.isInline) this.inline.open(name)
    }
  }

  text(text: string): void {
    if (this.isValue) this.value.push(text)
    else if (this.isInline) this.inline.text(text)
  }

  close(name: string): void {
    if (!this.isInData) return
    switch (name) {
      case 'sheetData':
        this.isInData = false
        return
      case 'row':
        this.rows.push({ row: this.row, cells: this.cells })
        return
      case 'c':
        return this.closeCell()
      case 'v':
        this.isValue = false
        return
      case 'is':
        this.isInline = false
        this.value = [this.inline.end()]
        return
      default:
        if (this.isInline) this.inline.close(name)
    }
  }

  private openRow(attributes: XmlAttributes): void {
    const stated = attributes.get('r')
    const row = stated === undefined ? this.row + 1 : Number(stated)
    if (!(Number.isInteger(row) && row > this.row && row <= MOST_ROWS)) throw new XmlError(`row ${stated ?? row} is out of order`)
    this.row = row
    this.cells = new Map()
    this.column = -1
  }

  private openCell(attributes: XmlAttributes): void {
    const reference = attributes.get('r')
    const place = reference === undefined ? { column: this.column + 1, row: this.row } : cellPlace(reference)
    if (place === undefined || place.row !== this.row || place.column <= this.column || place.column >= MOST_COLUMNS) throw new XmlError(`cell ${reference ?? this.column + 1} is out of order`)
    this.column = place.column
    this.type = attributes.get('t') ?? 'n'
    this.style = Number(attributes.get('s') ?? 0)
    this.value = []
  }

  private closeCell(): void {
    const value = this.value.length === 1 ? (this.value[0] ?? '') : this.value.join('')
    if (value !== '') this.cells.set(this.column, { type: this.type, style: this.style, value })
  }
}
