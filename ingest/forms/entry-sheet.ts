// The sheet that people fill in: title and as-of date, header, a row of notes and an example that reading leaves out, then empty rows.
import type { CellObject, Row } from 'write-excel-file/node'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { Codes, FormFile } from './code-sheet.ts'
import { EXAMPLE, HEADER_ROW, NOTES, type FormColumn, type FormSheet } from './form-columns.ts'

/** Below the header: notes, example, then entries. */
export const FIRST_ENTRY_ROW = HEADER_ROW + 3
/** Rows that are made ready; more may be added below them. */
export const LAST_READY_ROW = FIRST_ENTRY_ROW + 299

const MS_PER_DAY = 86_400_000
const DAY_FORMAT = 'yyyy-mm-dd'

export interface EntryOptions {
  readonly indicator: Indicator
  readonly codes: Codes
  readonly day: LocalDay
}

export function entrySheet({ sheet, columns, register, asOf }: FormSheet, options: EntryOptions): FormFile {
  const { indicator, day } = options
  const what = register === undefined ? `${indicator.id} ${indicator.zh} / ${indicator.en}` : `${register.zh}（${indicator.id} ${indicator.zh}） / ${register.en}`
  const ready = Array.from({ length: LAST_READY_ROW - FIRST_ENTRY_ROW + 1 }, () => columns.map(emptyCell))
  return {
    sheet,
    data: [
      [{ value: what, fontWeight: 'bold', fontSize: 14, columnSpan: columns.length }],
      [{ value: asOf ?? '填报日期', fontWeight: 'bold' }, { value: new Date(day * MS_PER_DAY), type: Date, format: DAY_FORMAT, backgroundColor: '#FFF2CC', align: 'left' }],
      [{ value: `第 ${HEADER_ROW + 1}、${HEADER_ROW + 2} 行是说明与示例，读取时自动忽略；自第 ${FIRST_ENTRY_ROW} 行起填写，表头与表名请勿改动。 Rows ${HEADER_ROW + 1} and ${HEADER_ROW + 2} are left out; begin in row ${FIRST_ENTRY_ROW}.`, textColor: '#808080', columnSpan: columns.length }],
      columns.map((column): CellObject => ({ value: column.header, fontWeight: 'bold', align: 'center', backgroundColor: column.required ? '#F8CBAD' : '#DDEBF7', borderStyle: 'thin' })),
      columns.map(({ note, required }, at): CellObject => ({ value: `${at === 0 ? `${NOTES}：` : ''}${note.zh}${required ? '（必填）' : ''}\n${note.en}`, wrap: true, textColor: '#808080', alignVertical: 'top' })),
      exampleRow(columns, options),
      ...ready,
    ],
    columns: columns.map(({ kind, key }) => ({ width: key === 'name' ? 36 : kind === 'day' ? 14 : 20 })),
    stickyRowsCount: HEADER_ROW,
  }
}

/** Codes stay texts, whatever is typed into them. */
function emptyCell({ kind }: FormColumn): CellObject {
  switch (kind) {
    case 'text':
    case 'choice':
    case 'area':
    case 'bureau':
      return { type: String, format: '@' }
    case 'day':
      return { type: Date, format: DAY_FORMAT }
    case 'whole':
      return { type: Number, format: '0' }
    case 'hours':
      return { type: Number, format: '0.00' }
  }
}

function exampleRow(columns: readonly FormColumn[], options: EntryOptions): Row {
  return columns.map((column, at): CellObject => {
    const cell = exampleCell(column, options)
    const marked: CellObject = at === 0 ? { value: `${EXAMPLE} ${String(cell.value ?? '')}`, type: String, format: '@' } : cell
    return { ...marked, fontStyle: 'italic', textColor: '#808080' }
  })
}

function exampleCell({ key, kind, choices }: FormColumn, { codes, day }: EntryOptions): CellObject {
  const text = (value: string): CellObject => ({ value, type: String, format: '@' })
  switch (kind) {
    case 'area':
      return text(codes.areas.at(-1)?.code ?? '')
    case 'bureau':
      return text(codes.bureaus[0]?.code ?? '')
    case 'choice':
      return text(choices?.[0]?.zh ?? '')
    case 'day':
      return { value: new Date((day - (key === 'from' ? 30 : key === 'to' ? 0 : 10)) * MS_PER_DAY), type: Date, format: DAY_FORMAT }
    case 'whole':
      return { value: key === 'numerator' ? 830 : 1_000, type: Number, format: '0' }
    case 'hours':
      return { value: 3_652.5, type: Number, format: '0.00' }
    case 'text':
      return text(key === 'name' ? '某某名称' : key === 'group' ? '所属代码' : '0001')
  }
}
