// XLSX workbooks, read as a stream: the chosen sheet row by row, every cell as the text that people see in it.
import { FeedReadError } from '../../adapters/adapter.ts'
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Sample } from '../../samples/sample.ts'
import { isLeftOut, type FileReadOptions, type SampleRuns } from '../file-reader.ts'
import type { XlsxFormat } from '../format-schema.ts'
import { checkHeader } from '../header.ts'
import type { OpenFile } from '../open-file.ts'
import { openZip, type ZipLimits } from '../zip/open-zip.ts'
import { cellPlace, columnLetters, type CellRange } from './cell-reference.ts'
import { cellText, EMPTY, type CellContext, type CellText, type ColumnShape } from './cell-text.ts'
import { headerNames } from './header-names.ts'
import { MergedFill } from './merged-fill.ts'
import { refuseOtherKinds } from './other-kinds.ts'
import type { Book } from './part-reader.ts'
import { readSharedStrings } from './shared-strings.ts'
import { mergedCells, rowsOf, type SheetRow } from './sheet-rows.ts'
import { readStyles } from './styles.ts'
import { chosenSheet, readWorkbook } from './workbook.ts'

/** Of a workbook; no sheet of a million rows is larger. */
const LIMITS: ZipLimits = { entries: 2_000, entryBytes: 536_870_912, totalBytes: 1_073_741_824 }

interface Column {
  readonly at: number
  readonly name: string
  readonly shape: ColumnShape
}

export async function* readXlsx(file: OpenFile, format: XlsxFormat, options: FileReadOptions): SampleRuns {
  await refuseOtherKinds(file)
  const book: Book = { name: file.name, zip: await openZip(file, LIMITS), signal: options.signal }
  const workbook = await readWorkbook(book)
  const { entry } = chosenSheet(workbook, format.sheet, file.name)
  const context: CellContext = { strings: await readSharedStrings(book, workbook.sharedStrings), styles: await readStyles(book, workbook.styles), date1904: workbook.date1904 }
  const table = new SheetTable({ format, options, context, merged: await mergedCells(book, entry), file: file.name })
  for await (const rows of rowsOf(book, entry)) yield rows.flatMap((row) => table.take(row) ?? [])
  table.finish()
}

interface TableOptions {
  readonly format: XlsxFormat
  readonly options: FileReadOptions
  readonly context: CellContext
  readonly merged: readonly CellRange[]
  readonly file: string
}

/** Rows of a sheet on their way to samples: titles, then the header, then records. */
class SheetTable {
  private readonly given: TableOptions
  private readonly first: number
  private readonly last: number
  private readonly header: { readonly row: number; readonly texts: ReadonlyMap<number, string> }[] = []
  private readonly singles = new Map<string, CellText>()
  private readonly fill: MergedFill | undefined
  private columns: readonly Column[] | undefined

  constructor(given: TableOptions) {
    const { headerRow = 1, headerRows = 1, fillMerged = false } = given.format
    this.given = given
    this.first = headerRow
    this.last = headerRow + headerRows - 1
    this.fill = fillMerged ? new MergedFill(given.merged, this.last) : undefined
  }

  take(row: SheetRow): Sample | undefined {
    if (row.row <= this.last) return this.takeAbove(row)
    this.columns ??= this.endHeader()
    return this.sampleOf(row, this.columns)
  }

  /** A sheet that ends with its header has been read, too. */
  finish(): void {
    this.columns ??= this.endHeader()
  }

  private takeAbove({ row, cells }: SheetRow): undefined {
    const { format: { cells: wanted = {} }, context, options: { table } } = this.given
    for (const [name, reference] of Object.entries(wanted)) {
      const place = cellPlace(reference)
      const cell = place?.row === row ? cells.get(place.column) : undefined
      if (cell !== undefined) this.singles.set(name, cellText(cell, { dateForm: table.dateForms.get(name) }, context))
    }
    if (row < this.first) return
    this.header.push({ row, texts: new Map([...cells].map(([column, cell]) => [column, cellText(cell, {}, context).text])) })
  }

  private endHeader(): readonly Column[] {
    const { format: { cells = {}, serialDates = [] }, options, merged, file } = this.given
    const names = headerNames(this.header, merged)
    if (names.size === 0) {
      throw new FeedReadError('contract', `${file} has nothing in row ${this.first} of the sheet, where its header is expected: correct "headerRow" or "sheet".`, `${file} 的工作表第 ${this.first} 行为空，应为表头：请更正 headerRow 或 sheet。`)
    }
    const all = checkHeader([...names.values(), ...Object.keys(cells)], options.table, file)
    options.onHeader?.(all)
    return [...names.keys()].map((at, index) => {
      const name = all[index] ?? ''
      return { at, name, shape: { dateForm: options.table.dateForms.get(name), isSerialDate: serialDates.includes(name) } }
    })
  }

  private sampleOf(row: SheetRow, columns: readonly Column[]): Sample | undefined {
    const { format, context, options: { table } } = this.given
    const position = row.row
    const texts = columns.map(({ at, shape }) => {
      const own = row.cells.get(at)
      const cell = this.fill === undefined ? own : this.fill.cellAt(row.row, at, own)
      return cell === undefined ? EMPTY : cellText(cell, shape, context)
    })
    if (texts.every(({ text }) => text.trim() === '') || isLeftOut(texts.map(({ text }) => text), format.leaveOut)) return undefined
    const record: Record<string, string> = Object.create(null)
    let refused: { readonly name: string; readonly at: string; readonly text: CellText } | undefined
    columns.forEach(({ at, name }, index) => {
      const text = texts[index] ?? EMPTY
      record[name] = text.text
      if (text.fault !== undefined && table.reads.has(name)) refused ??= { name, at: `${columnLetters(at)}${position}`, text }
    })
    for (const [name, reference] of Object.entries(format.cells ?? {})) {
      const text = this.singles.get(name) ?? EMPTY
      record[name] = text.text
      if (text.fault !== undefined && table.reads.has(name)) refused ??= { name, at: reference, text }
    }
    if (refused?.text.fault === undefined) return { position, record }
    const { name, at, text: { fault: { code, shown } } } = refused
    const raw = texts.map(({ text }) => text).join(' | ').slice(0, 4_000).replaceAll('\u0000', '\\u0000').toWellFormed()
    return { position, raw, rejection: rejectionOf({ code, field: 'record', path: name, value: shown, detail: `${at} ${shown}` }) }
  }
}
