// Workbooks written as their XML is, so that a test can put into a cell what spreadsheet programs put there.
import { zipOf, type EntryToPack } from './zip-of.ts'

/** A text becomes a shared string; everything else is the XML of the cell without its reference. */
export type CellToWrite = string | number | null | { readonly xml: string }

export interface SheetToWrite {
  readonly name?: string
  readonly rows: readonly (readonly CellToWrite[])[]
  readonly merged?: readonly string[]
  readonly state?: 'hidden'
}

export interface WorkbookToWrite {
  readonly sheets: readonly SheetToWrite[]
  /** Format codes; the cell style 1 is the first of them. */
  readonly formats?: readonly string[]
  readonly date1904?: boolean
  /** Further parts, or others in the place of the usual ones. */
  readonly parts?: readonly EntryToPack[]
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const MAIN = 'xmlns="main" xmlns:r="relations"'
const TYPES = 'http://localhost/relationships'

export function workbookParts({ sheets, formats = [], date1904 = false }: WorkbookToWrite): readonly EntryToPack[] {
  const strings: string[] = []
  const cellXml = (cell: CellToWrite, reference: string): string => {
    if (cell === null) return ''
    if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`
    if (typeof cell === 'object') return cell.xml.replace('<c', `<c r="${reference}"`)
    return `<c r="${reference}" t="s"><v>${strings.push(cell) - 1}</v></c>`
  }
  const sheetXml = ({ rows, merged = [] }: SheetToWrite): string => {
    const body = rows.map((cells, index) => `<row r="${index + 1}">${cells.map((cell, at) => cellXml(cell, `${letters(at)}${index + 1}`)).join('')}</row>`).join('')
    const spans = merged.length === 0 ? '' : `<mergeCells count="${merged.length}">${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet ${MAIN}><sheetData>${body}</sheetData>${spans}</worksheet>`
  }
  const sheetParts = sheets.map((sheet, index): EntryToPack => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content: sheetXml(sheet) }))
  const list = sheets.map(({ name, state }, index) => `<sheet name="${escaped(name ?? `Sheet${index + 1}`)}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`).join('')
  const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`
  const relations = [...sheets.map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)), relation('rIdS', 'styles', 'styles.xml'), relation('rIdT', 'sharedStrings', '/xl/sharedStrings.xml')].join('')
  const codes = formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escaped(code)}"/>`).join('')
  return [
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: `<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>` },
    { name: 'xl/workbook.xml', content: `<workbook ${MAIN}><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${list}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${relations}</Relationships>` },
    { name: 'xl/styles.xml', content: `<styleSheet><numFmts>${codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`).join('')}</cellXfs></styleSheet>` },
    ...sheetParts,
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>` },
  ]
}

export function workbookOf(workbook: WorkbookToWrite): Buffer {
  const given = workbook.parts ?? []
  const usual = workbookParts(workbook).filter(({ name }) => !given.some((part) => part.name === name))
  return zipOf([...usual, ...given])
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : `${letters(Math.floor(column / 26) - 1)}${letters(column % 26)}`
}
