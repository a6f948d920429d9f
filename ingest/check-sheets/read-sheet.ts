// An answered check sheet as rows: bounded and proved as every workbook that is handed to us, each cell the text that people see.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FeedReadError } from '../adapters/adapter.ts'
import { withFile } from '../formats/open-file.ts'
import { readXlsx } from '../formats/xlsx/read-xlsx.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import { COLUMNS, SHEET, type ColumnName } from './sheet-text.ts'

/** Columns that an answer is read from; all others are for people. */
const READ = ['letter', 'feed', 'field', 'value', 'corrected', 'verdict'] as const satisfies readonly ColumnName[]

export type AnswerTexts = Readonly<Record<(typeof READ)[number], string>>

/** A row of the sheet; `fault` where one of its cells cannot be read. */
export type AnswerRow = { readonly row: number; readonly texts: AnswerTexts } | { readonly row: number; readonly fault: Bilingual }

/** More than any sheet that was handed out. */
const MOST_ROWS = 20_000

export interface SheetFile {
  /** As people know it. */
  readonly name: string
  readonly content: Uint8Array
}

/** Throws FeedReadError for what is no such workbook, is cut short, or inflates beyond all measure. */
export async function readCheckSheet({ name, content }: SheetFile, signal: AbortSignal): Promise<readonly AnswerRow[]> {
  const place = await mkdtemp(join(tmpdir(), 'ctmm-sheet-'))
  try {
    const path = join(place, 'sheet.xlsx')
    await writeFile(path, content)
    return await withFile(path, { name, links: 'refuse' }, async (file) => {
      const needed = READ.map((column) => COLUMNS[column])
      const rows: AnswerRow[] = []
      for await (const samples of readXlsx(file, { kind: 'xlsx', sheet: SHEET }, { signal, table: { needed, reads: new Set(needed), dateForms: new Map() } })) {
        for (const sample of samples) {
          if (rows.length === MOST_ROWS) throw new FeedReadError('contract', `${name} has more than ${MOST_ROWS} rows: no check sheet is that long. Send the sheet that was handed out.`, `${name} 超过 ${MOST_ROWS} 行：不是导出的校核单，请上传导出的原表。`)
          const row = Number(sample.position)
          const text = (column: string): string => ('record' in sample && typeof sample.record[column] === 'string' ? sample.record[column] : '')
          rows.push('record' in sample ? { row, texts: { letter: text(COLUMNS.letter), feed: text(COLUMNS.feed), field: text(COLUMNS.field), value: text(COLUMNS.value), corrected: text(COLUMNS.corrected), verdict: text(COLUMNS.verdict) } } : { row, fault: sample.rejection.reason })
        }
      }
      return rows
    })
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
