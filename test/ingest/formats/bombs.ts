// Files that are small and cost much where nobody looks first, each with how it ends here.
import { randomBytes } from 'node:crypto'
import type { FileFormat } from '../../../ingest/formats/format-schema.ts'
import { workbookOf, type WorkbookToWrite } from './workbook-of.ts'
import { zipOf, type EntryToPack } from './zip-of.ts'

export interface Bomb {
  readonly name: string
  readonly format: FileFormat
  readonly bytes: () => Uint8Array
  /** How often the rows may be: a number where it is read all the same, else the kind of refusal. */
  readonly ends: 'refused' | 'contract' | 'incomplete' | number
}

const MIB = 1_048_576
const CSV: FileFormat = { kind: 'zip', of: { kind: 'csv', encoding: 'utf-8' } }
const XLSX: FileFormat = { kind: 'xlsx' }
const ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'

const zeros = (mib: number): Uint8Array => Buffer.alloc(mib * MIB)
const zip = (...entries: readonly EntryToPack[]) => (): Uint8Array => zipOf(entries)
const book = (workbook: Partial<WorkbookToWrite>) => (): Uint8Array => workbookOf({ sheets: [{ rows: [['a'], ['1']] }], ...workbook })
const part = (name: string, content: () => string | Uint8Array) => (): Uint8Array => book({ parts: [{ name, content: content() }] })()
const sheet = (content: () => string | Uint8Array): (() => Uint8Array) => part('xl/worksheets/sheet1.xml', content)
/** Rows of a sheet whose text repeats enough to shrink by about this ratio, with noise between. */
const rows = (count: number, noise = 0): string => `<worksheet><sheetData>${ROW}${Array.from({ length: count }, (_, index) => `<row r="${index + 2}"><c r="A${index + 2}"><v>${noise > 0 && index % noise === 0 ? randomBytes(6).readUIntBE(0, 6) : 1}</v></c></row>`).join('')}</sheetData></worksheet>`

export const BOMBS: readonly Bomb[] = [
  { name: 'zeros that shrink a thousandfold', format: CSV, bytes: zip({ name: 'a.csv', content: zeros(64) }), ends: 'refused' },
  { name: 'many of them', format: CSV, bytes: () => zipOf(Array.from({ length: 200 }, (_, index) => ({ name: `${index}.csv`, content: zeros(3), claims: { bytes: 900 * MIB } }))), ends: 'refused' },
  { name: 'one that claims to be small', format: CSV, bytes: zip({ name: 'a.csv', content: zeros(64), claims: { bytes: 10 } }), ends: 'contract' },
  { name: 'one that claims to be huge', format: CSV, bytes: zip({ name: 'a.csv', content: 'a\n1\n', claims: { bytes: 4_000_000_000 } }), ends: 'refused' },
  { name: 'a sum that is huge', format: CSV, bytes: () => zipOf(Array.from({ length: 900 }, (_, index) => ({ name: `${index}.csv`, content: 'a\n1\n', claims: { bytes: 4 * MIB } }))), ends: 'refused' },
  { name: 'more entries than there may be', format: CSV, bytes: () => zipOf(Array.from({ length: 5_000 }, (_, index) => ({ name: `${index}.csv`, content: '' }))), ends: 'refused' },
  { name: 'a directory that claims 65,535 entries', format: CSV, bytes: () => zipOf([{ name: 'a.csv', content: 'a\n' }], { count: 65_535 }), ends: 'refused' },
  { name: 'entries that share their content', format: CSV, bytes: () => zipOf(Array.from({ length: 500 }, (_, index) => ({ name: `${index}.csv`, content: 'a\n1\n', claims: { offset: 0 } }))), ends: 'refused' },
  { name: 'archives in archives', format: CSV, bytes: () => Array.from({ length: 6 }).reduce<Uint8Array>((inner) => zipOf([{ name: 'a.zip', content: inner }, { name: 'b.zip', content: inner }]), zeros(1)), ends: 'contract' },
  { name: 'a workbook of zeros', format: XLSX, bytes: sheet(() => zeros(64)), ends: 'refused' },
  { name: 'a tenth of a megabyte that would be a gigabyte of cells', format: XLSX, bytes: sheet(() => Buffer.concat([Buffer.from(`<worksheet><sheetData>${ROW}`), Buffer.alloc(96 * MIB, '<c/><c/><c/><c/>')])), ends: 'refused' },
  { name: 'texts that shrink a thousandfold', format: XLSX, bytes: part('xl/sharedStrings.xml', () => `<sst>${'<si><t>a</t></si>'.repeat(2_500_000)}</sst>`), ends: 'refused' },
  { name: 'two hundred thousand rows that are just dense enough', format: XLSX, bytes: sheet(() => rows(200_000, 3)), ends: 200_000 },
  { name: 'entities that multiply', format: XLSX, bytes: sheet(() => `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, index) => `<!ENTITY a${index} "${`&a${index === 0 ? '' : index - 1};`.repeat(10)}">`).join('')}]><worksheet>&a8;</worksheet>`), ends: 'contract' },
  { name: 'an entity that is a file of this machine', format: XLSX, bytes: sheet(() => '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'), ends: 'contract' },
  { name: 'elements nested a hundred thousand deep', format: XLSX, bytes: sheet(() => '<a>'.repeat(100_000)), ends: 'contract' },
  { name: 'a tag of ten megabytes', format: XLSX, bytes: sheet(() => `<worksheet a="${randomBytes(5 * MIB).toString('hex')}"/>`), ends: 'contract' },
  { name: 'a text of ten megabytes', format: XLSX, bytes: sheet(() => `<worksheet>${randomBytes(5 * MIB).toString('hex')}</worksheet>`), ends: 'contract' },
  { name: 'a comment that never ends', format: XLSX, bytes: sheet(() => `<worksheet><!--${randomBytes(2 * MIB).toString('hex')}`), ends: 'contract' },
  { name: 'a CDATA section that never ends', format: XLSX, bytes: sheet(() => `<worksheet><![CDATA[${randomBytes(2 * MIB).toString('hex')}`), ends: 'contract' },
  { name: 'a column far out', format: XLSX, bytes: sheet(() => '<worksheet><sheetData><row r="1"><c r="ZZZZZ1"/></row></sheetData></worksheet>'), ends: 'contract' },
  { name: 'a row far out', format: XLSX, bytes: sheet(() => '<worksheet><sheetData><row r="99999999999"/></sheetData></worksheet>'), ends: 'contract' },
  { name: 'two hundred thousand merged cells', format: XLSX, bytes: sheet(() => `<worksheet><sheetData>${ROW}</sheetData><mergeCells>${Array.from({ length: 200_000 }, (_, index) => `<mergeCell ref="A${index + 2}:B${index + 2}"/>`).join('')}</mergeCells></worksheet>`), ends: 'contract' },
  { name: 'one merged cell over everything', format: { kind: 'xlsx', headerRows: 3, fillMerged: true }, bytes: sheet(() => `<worksheet><sheetData>${ROW}<row r="9"><c r="A9"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`), ends: 'contract' },
  { name: 'a hundred thousand sheets', format: XLSX, bytes: part('xl/workbook.xml', () => `<workbook xmlns:r="r"><sheets>${Array.from({ length: 100_000 }, (_, index) => `<sheet name="${index}" r:id="rId${index}"/>`).join('')}</sheets></workbook>`), ends: 1 },
  { name: 'a million styles', format: XLSX, bytes: part('xl/styles.xml', () => `<styleSheet><cellXfs>${Array.from({ length: 300_000 }, (_, index) => `<xf numFmtId="${index}"/>`).join('')}</cellXfs></styleSheet>`), ends: 1 },
  { name: 'a format code that a regular expression might choke on', format: XLSX, bytes: part('xl/styles.xml', () => `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'&quot;['.repeat(50_000)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`), ends: 1 },
  { name: 'a header of sixteen thousand columns', format: XLSX, bytes: () => workbookOf({ sheets: [{ rows: [Array.from({ length: 16_384 }, (_, index) => `c${index}`), ['1']] }] }), ends: 1 },
  { name: 'a hundred thousand relations', format: XLSX, bytes: part('xl/_rels/workbook.xml.rels', () => `<Relationships>${Array.from({ length: 100_000 }, (_, index) => `<Relationship Id="rId${index}" Type="t/worksheet" Target="worksheets/sheet1.xml"/>`).join('')}</Relationships>`), ends: 1 },
  { name: 'a list in a list, a million times', format: { kind: 'json' }, bytes: () => Buffer.from('['.repeat(1_000_000)), ends: 'incomplete' },
  { name: 'a number of ten million digits', format: { kind: 'json' }, bytes: () => Buffer.from(`[{"a":${'9'.repeat(10_000_000)}}]`), ends: 1 },
  { name: 'a JSON file that is too large to be held', format: { kind: 'json' }, bytes: () => Buffer.alloc(65 * MIB, ' '), ends: 'contract' },
  { name: 'a line of forty megabytes', format: { kind: 'ndjson' }, bytes: () => Buffer.alloc(40 * MIB, 'a'), ends: 1 },
  { name: 'a quoted cell of forty megabytes', format: { kind: 'csv', encoding: 'utf-8' }, bytes: () => Buffer.concat([Buffer.from('a\n"'), Buffer.alloc(40 * MIB, 'a')]), ends: 1 },
]
