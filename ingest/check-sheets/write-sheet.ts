// A bureau's letters that wait as one workbook (校核单): every cell is a text, so that nothing in it is ever calculated, and two columns are empty for the answer.
import writeExcelFile, { type CellObject, type Row, type Sheet } from 'write-excel-file/node'
import type Stream from 'node:stream'
import type { Blob } from 'node:buffer'
import type { DeadLetter } from '../../db/feeds/dead-letters.ts'
import { recordOf } from '../dead-letters/original.ts'
import type { Feed } from '../feed-file/feed.ts'
import { compilePath } from '../mapping/path.ts'
import { cellOf, COLUMN_NAMES, COLUMNS, GUIDE, ORIGINAL, SHEET, VERDICTS, type ColumnName } from './sheet-text.ts'

export interface SheetLetter {
  readonly letter: DeadLetter
  readonly feed: Feed
}

export interface CheckSheet {
  readonly bureau: { readonly code: string; readonly zh: string; readonly en: string }
  /** Oldest first. */
  readonly letters: readonly SheetLetter[]
  /** How many wait in all; more than the sheet holds where there are very many. */
  readonly waiting: number
  /** When it was made, as people read it. */
  readonly madeAt: string
}

/** Columns of originals that are shown; records of very many sources may differ in all of theirs. */
const MOST_ORIGINAL = 120

const WIDTHS: Partial<Record<ColumnName, number>> = { feedName: 18, value: 24, reason: 32, advice: 40, corrected: 24, verdict: 14 }
const ANSWERED: ReadonlySet<ColumnName> = new Set(['corrected', 'verdict'])

type File = Sheet<Stream | Buffer | Blob>

/** The workbook as bytes. */
export async function writeCheckSheet(sheet: CheckSheet): Promise<Buffer> {
  const rows = sheet.letters.map(({ letter, feed }) => ({ texts: textsOf(letter, feed), original: originalTexts(letter) }))
  const names = [...new Set(rows.flatMap(({ original }) => [...original.keys()]))].slice(0, MOST_ORIGINAL)
  const letters: File = {
    sheet: SHEET,
    data: [
      [...COLUMN_NAMES.map((name) => head(COLUMNS[name], ANSWERED.has(name))), ...names.map((name) => head(cellOf(`${ORIGINAL}${name}`), false))],
      ...rows.map(({ texts, original }): Row => [...COLUMN_NAMES.map((name) => text(texts[name], ANSWERED.has(name))), ...names.map((name) => text(original.get(name) ?? '', false))]),
    ],
    columns: [...COLUMN_NAMES.map((name) => ({ width: WIDTHS[name] ?? 12 })), ...names.map(() => ({ width: 16 }))],
    stickyRowsCount: 1,
  }
  const choices = verdictChoices(COLUMN_NAMES.indexOf('verdict'), rows.length)
  return writeExcelFile([letters, guide(sheet)], {
    fontFamily: '宋体', fontSize: 11,
    features: [{ files: { transform: { 'xl/worksheets/sheet{id}.xml': { transform: (content, _sheet, { sheetIndex }) => (sheetIndex === 0 ? content.replace(/<pageMargins|<\/worksheet>/, (next) => `${choices}${next}`) : content) } } } }],
  }).toBuffer()
}

const head = (value: string, isAnswer: boolean): CellObject => ({ value, type: String, fontWeight: 'bold', backgroundColor: isAnswer ? '#FFF2CC' : '#DDEBF7', wrap: true })

/** A text, also when somebody types a number into it. */
const text = (value: string, isAnswer: boolean): CellObject => ({ ...(value === '' ? {} : { value: cellOf(value) }), type: String, format: '@', alignVertical: 'top', ...(isAnswer ? { backgroundColor: '#FFF2CC' } : {}) })

/** What the row of a letter says; reading it back compares these. */
export function textsOf(letter: DeadLetter, feed: Feed): Record<ColumnName, string> {
  return {
    letter: String(letter.id), feed: letter.feed, feedName: feed.zh, catalogueCode: feed.catalogueCode ?? '', position: letter.position, key: keyOf(letter, feed),
    field: letter.field, path: letter.path ?? '', value: letter.value, reason: `${letter.reason.zh} ${letter.reason.en}`, advice: `${letter.advice.zh} ${letter.advice.en}`, corrected: '', verdict: '',
  }
}

function keyOf({ sample }: DeadLetter, { mapping: { key } }: Feed): string {
  const record = recordOf(sample)
  const value = record === undefined || key?.path === undefined ? undefined : compilePath(key.path)(record)
  return typeof value === 'string' ? value : ''
}

/** The original's own columns as texts; what could not be read is one text. */
function originalTexts({ sample }: DeadLetter): ReadonlyMap<string, string> {
  const record = recordOf(sample)
  if (record === undefined) return new Map([['', typeof sample === 'string' ? sample : JSON.stringify(sample)]])
  return new Map(Object.entries(record).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}

function guide({ bureau, letters, waiting, madeAt }: CheckSheet): File {
  const lines: readonly (readonly [string, string, string])[] = [
    ['部门', `${bureau.zh}（${bureau.code}）`, bureau.en],
    ['生成时间', madeAt, madeAt],
    ['条数', letters.length < waiting ? `本单 ${letters.length} 条，共待处理 ${waiting} 条；交回本单后请再次导出` : `${waiting} 条`, letters.length < waiting ? `${letters.length} of ${waiting} samples that wait; take the next sheet once this one is answered` : `${waiting} samples that wait`],
    ['如何填写', `只填黄色两列。处理意见为“${VERDICTS.corrected}”时，在“更正值”写出该字段在来源系统中应有的写法；“${VERDICTS.confirmed}”“${VERDICTS.void}”时更正值留空。`, 'Fill in the two yellow columns only. 更正 (correct it): write into 更正值 what the field should have been, as the source writes it. 确认无误 (it is right) and 作废 (not wanted): leave 更正值 empty.'],
    ['请勿改动', '其他列请勿改动，改动过的行不予接受；行可以删除或排序，未填写的行视为尚未处理。', 'Leave all other columns as they are: an altered row is not taken. Rows may be deleted or sorted; rows without answer go on waiting.'],
    ['如何交回', '保存为 xlsx 后在“隔离数据”页上传，先预览逐行结果，确认后生效。', 'Save it as xlsx and upload it on the page of dead letters: it is previewed row by row before anything changes.'],
  ]
  const cell = (value: string, more: Partial<CellObject> = {}): CellObject => ({ value: cellOf(value), type: String, wrap: true, alignVertical: 'top', ...more })
  return { sheet: GUIDE, data: lines.map(([what, zh, en]): Row => [cell(what, { fontWeight: 'bold' }), cell(zh), cell(en, { textColor: '#808080' })]), columns: [{ width: 12 }, { width: 60 }, { width: 60 }] }
}

/** A list to choose from; the writer of workbooks knows none, the format has a place for it before the margins of the page. */
function verdictChoices(column: number, rows: number): string {
  if (rows === 0) return ''
  const letter = String.fromCharCode(65 + column)
  return `<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letter}2:${letter}${rows + 1}"><formula1>"${Object.values(VERDICTS).join(',')}"</formula1></dataValidation></dataValidations>`
}
