// A table to take away as a workbook: a calm head, frozen, numbers as numbers, ready to print on A4 landscape.
import type { Stream } from 'node:stream'
import writeExcelFile, { type CellObject, type Row, type Sheet } from 'write-excel-file/node'
import { cellOf } from '../../ingest/check-sheets/sheet-text.ts'
import { unexecuted } from '../csv.ts'
import type { TakenCell, TakenColumn, TakenSheet, TakenTable } from './taken-table.ts'

type File = Sheet<Stream | Buffer | Blob>

const HEAD_COLOUR = '#E9EDEF'
const LINE_COLOUR = '#D9E0E4'
const MUTED = '#55646F'
const USUAL_WIDTH = 14
/** Names of sheets hold no more, and none of these. */
const LONGEST_NAME = 31
const FORBIDDEN = /[\\/?*[\]:']/g

/** The workbook as bytes. */
export function workbookOf(table: TakenTable): Promise<Buffer> {
  const names = new Set<string>()
  return writeExcelFile(table.sheets.map((sheet) => fileOf(table, sheet, nameOf(sheet.name, names))), { fontFamily: '宋体', fontSize: 11 }).toBuffer()
}

function fileOf({ title, context }: TakenTable, { name, head, rows }: TakenSheet, sheet: string): File {
  const top: Row[] = [
    [{ value: cellOf(unexecuted(title === name ? title : `${title} · ${name}`)), type: String, fontWeight: 'bold', fontSize: 14 }],
    ...context.map(([label, value]): Row => [{ value: cellOf(label), type: String, textColor: MUTED }, { value: cellOf(unexecuted(value)), type: String }]),
    [],
  ]
  return {
    sheet,
    data: [...top, head.map(({ name: text, kind }): CellObject => ({ value: cellOf(unexecuted(text)), type: String, fontWeight: 'bold', backgroundColor: HEAD_COLOUR, wrap: true, align: kind === 'number' ? 'right' : 'left', bottomBorderColor: LINE_COLOUR, bottomBorderStyle: 'thin' })), ...rows.map((row): Row => row.map((cell, index) => cellObject(cell, head[index])))],
    columns: head.map(({ width }) => ({ width: width ?? USUAL_WIDTH })),
    stickyRowsCount: top.length + 1,
    orientation: 'landscape',
    showGridLines: false,
  }
}

function cellObject(cell: TakenCell, column: TakenColumn | undefined): CellObject {
  const line = { bottomBorderColor: LINE_COLOUR, bottomBorderStyle: 'thin' } as const
  if (cell === undefined || cell === '') return { type: String, ...line }
  const text = String(cell)
  if (column?.kind === 'number' && NUMBER.test(text)) return { value: Number(text), type: Number, format: formatOf(text), ...line }
  return { value: cellOf(unexecuted(text)), type: String, alignVertical: 'top', wrap: text.length > (column?.width ?? USUAL_WIDTH) * 1.5, ...line }
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** As many decimals as are printed on the screen. */
function formatOf(text: string): string {
  const decimals = text.split('.')[1]?.length ?? 0
  return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`
}

function nameOf(wanted: string, taken: Set<string>): string {
  const base = cellOf(wanted.replaceAll(FORBIDDEN, ' ')).slice(0, LONGEST_NAME - 3).trim() || 'Sheet'
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base} ${count}`
  taken.add(name)
  return name
}
