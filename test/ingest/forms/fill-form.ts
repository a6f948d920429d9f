// Fills a form as a spreadsheet program would: into the cells of its own rows, leaving everything else as it was written.
import { withFile } from '../../../ingest/formats/open-file.ts'
import { openZip } from '../../../ingest/formats/zip/open-zip.ts'
import { zipOf, type EntryToPack } from '../formats/zip-of.ts'
import { columnLetters } from '../../../ingest/formats/xlsx/cell-reference.ts'
import { FIRST_ENTRY_ROW } from '../../../ingest/forms/entry-sheet.ts'

/** A text, or a number, which dates are, too. */
export type Filled = string | number | null

export interface FilledSheet {
  /** Number of the sheet, from 1. */
  readonly sheet: number
  readonly rows: readonly (readonly Filled[])[]
  /** Other cells, such as the as-of date. */
  readonly cells?: Readonly<Record<string, Filled>>
}

const LIMITS = { entries: 100, entryBytes: 10_000_000, totalBytes: 50_000_000 }

export async function fillForm(path: string, sheets: readonly FilledSheet[]): Promise<Buffer> {
  return withFile(path, { name: 'form.xlsx', links: 'refuse' }, async (file) => {
    const zip = await openZip(file, LIMITS)
    const parts: EntryToPack[] = []
    for (const entry of zip.entries) {
      const chunks: Uint8Array[] = []
      for await (const chunk of zip.read(entry)) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString('utf8')
      const filled = sheets.find(({ sheet }) => entry.name === `xl/worksheets/sheet${sheet}.xml`)
      parts.push({ name: entry.name, content: filled === undefined ? Buffer.concat(chunks) : withCells(text, filled) })
    }
    return zipOf(parts)
  })
}

function withCells(xml: string, { rows, cells = {} }: FilledSheet): string {
  const all = new Map(Object.entries(cells))
  for (const [index, row] of rows.entries()) for (const [at, value] of row.entries()) all.set(`${columnLetters(at)}${FIRST_ENTRY_ROW + index}`, value)
  let filled = xml
  for (const [reference, value] of all) {
    const cell = new RegExp(`<c r="${reference}"( s="\\d+")?[^>]*?(?:/>|>.*?</c>)`)
    if (!cell.test(filled)) throw new Error(`The form has no cell ${reference} ready.`)
    filled = filled.replace(cell, (_, style: string = '') => {
      if (value === null) return `<c r="${reference}"${style}/>`
      return typeof value === 'number' ? `<c r="${reference}"${style}><v>${value}</v></c>` : `<c r="${reference}"${style} t="inlineStr"><is><t>${value}</t></is></c>`
    })
  }
  return filled
}
