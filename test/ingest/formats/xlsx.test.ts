import { mkdirSync } from 'node:fs'
import writeExcelFile from 'write-excel-file/node'
import { afterAll, describe, expect, it } from 'vitest'
import { FeedReadError } from '../../../ingest/adapters/adapter.ts'
import type { XlsxFormat } from '../../../ingest/formats/format-schema.ts'
import { ANY_TABLE, tableRuleOf, type TableRule } from '../../../ingest/formats/table-rule.ts'
import { feedOf, feedText } from '../feed-of.ts'
import { samplesOfBytes, shown, temporaryFolder } from './read-bytes.ts'
import { workbookOf, type CellToWrite, type SheetToWrite, type WorkbookToWrite } from './workbook-of.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

type Options = Omit<XlsxFormat, 'kind'> & { readonly table?: TableRule }

async function read(bytes: Uint8Array, { table = ANY_TABLE, ...format }: Options = {}): Promise<readonly unknown[]> {
  return (await samplesOfBytes(bytes, { kind: 'xlsx', ...format }, { folder: folder.path, name: 'ledger.xlsx', table })).map(shown)
}

const sheet = (rows: SheetToWrite['rows'], rest: Partial<SheetToWrite> = {}): WorkbookToWrite => ({ sheets: [{ rows, ...rest }] })
const styled = (value: string | number, style: number): CellToWrite => ({ xml: `<c s="${style}"><v>${value}</v></c>` })

/** The text of one cell in a column "x". */
async function cell(xml: string, workbook: Partial<WorkbookToWrite> = {}, options: Options = {}): Promise<unknown> {
  const [sample] = await read(workbookOf({ ...sheet([['k', 'x'], ['1', { xml }]]), ...workbook }), options)
  return Array.isArray(sample) ? (typeof sample[1] === 'object' ? sample[1].x : sample[1]) : sample
}

const strictly: Options = { table: { ...ANY_TABLE, reads: new Set(['k', 'x']) } }

describe('a workbook', () => {
  it('gives a record for every row, at its row', async () => {
    expect(await read(workbookOf(sheet([['编号', '名称'], ['a', '甲'], [], ['b', null]])))).toEqual([[2, { 编号: 'a', 名称: '甲' }], [4, { 编号: 'b', 名称: '' }]])
  })

  it('that another program wrote is read the same', async () => {
    const written = await writeExcelFile([['编号', '数', '日期', '真'], [{ value: '00012345678901234567', type: String }, 12.5, { value: new Date(Date.UTC(2026, 5, 30)), format: 'yyyy-mm-dd' }, true]]).toBuffer()
    expect(await read(written)).toEqual([[2, { 编号: '00012345678901234567', 数: '12.5', 日期: '2026-06-30', 真: 'TRUE' }]])
  })

  it('keeps ids of twenty digits that are texts, and refuses the row of a number that lost its last digits', async () => {
    expect(await read(workbookOf(sheet([['k', 'x'], ['11010520260301000017', 1]])))).toEqual([[2, { k: '11010520260301000017', x: '1' }]])
    expect(await read(workbookOf(sheet([['k', 'x'], [{ xml: '<c><v>11010520260301000000</v></c>' }, 1], ['3', 2]])), strictly)).toEqual([[2, 'lost-digits'], [3, { k: '3', x: '2' }]])
    expect(await cell('<c><v>1.1010520260301E+19</v></c>', {}, strictly)).toEqual('lost-digits')
    expect(await cell('<c><v>123456789012345</v></c>', {}, strictly)).toBe('123456789012345')
    expect(await cell('<c><v>1234567890123456</v></c>', {}, strictly)).toBe('lost-digits')
  })

  it.each([
    ['0.30000000000000004', '0.3'], ['0.83', '0.83'], ['-12.50', '-12.5'], ['1.5E-3', '0.0015'], ['2E+5', '200000'], ['0', '0'], ['-0.0', '0'],
    ['99.999999999999986', '100'], ['79.996', '79.996'], ['1E-20', '0.00000000000000000001'],
  ])('writes the number %s as people see it: %s', async (raw, text) => {
    expect(await cell(`<c><v>${raw}</v></c>`)).toBe(text)
  })

  it.each([
    ['0%', '0.83', '83%'], ['0.00%', '0.8312', '83.12%'], ['0%', '1', '100%'], ['000000', '10101', '010101'], ['#,##0', '1234567', '1234567'], ['0.0,"万"', '12345', '12345'],
    ['yyyy/m/d', '46203', '2026-06-30'], ['yyyy"年"m"月"d"日"', '46203', '2026-06-30'], ['[$-804]yyyy"年"m"月"d"日";@', '46203', '2026-06-30'],
    ['yyyy-mm-dd hh:mm', '46203.520833333336', '2026-06-30 12:30:00'], ['yyyy-mm-dd hh:mm', '46203', '2026-06-30 00:00:00'], ['h:mm', '0.75', '18:00:00'],
    ['[h]:mm:ss', '1.5', '1.5'], ['0.00E+00', '1234', '1234'], ['"合计"0', '7', '7'], ['General', '7', '7'], ['G/通用格式"件"', '7', '7'],
  ])('reads the format %s of %s as %s', async (code, raw, text) => {
    expect(await cell(`<c s="1"><v>${raw}</v></c>`, { formats: [code] })).toBe(text)
  })

  it('counts dates from 1904 where the workbook does, and refuses what is no date', async () => {
    expect(await cell('<c s="1"><v>44741</v></c>', { formats: ['yyyy-mm-dd'], date1904: true })).toBe('2026-06-30')
    expect(await cell('<c s="1"><v>-1</v></c>', { formats: ['yyyy-mm-dd'] }, strictly)).toBe('no-spreadsheet-date')
    expect(await cell('<c s="1"><v>60</v></c>', { formats: ['yyyy-mm-dd'] }, strictly)).toBe('no-spreadsheet-date')
    expect(await cell('<c s="1"><v>61</v></c>', { formats: ['yyyy-mm-dd'] }, strictly)).toBe('1900-03-01')
  })

  it('writes a date in the form in which its feed reads the texts of the column, and plain numbers as dates where it is told to', async () => {
    const table = { ...ANY_TABLE, dateForms: new Map([['x', 'yyyy/M/d H:mm']]) }
    expect(await cell('<c s="1"><v>46203.5</v></c>', { formats: ['yyyy-mm-dd'] }, { table })).toBe('2026/6/30 12:00')
    expect(await cell('<c s="1"><v>46203.500011574075</v></c>', { formats: ['yyyy-mm-dd'] }, { table })).toBe('2026-06-30 12:00:01')
    expect(await cell('<c><v>46203</v></c>', {}, { serialDates: ['x'] })).toBe('2026-06-30')
    expect(await cell('<c><v>46203</v></c>')).toBe('46203')
  })

  it.each([
    ['rich text, without reading aids', '<c t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>', '甲 乙'],
    ['the last value of a formula', '<c t="str"><f>A1&amp;"x"</f><v>甲x</v></c>', '甲x'],
    ['a number that a formula gave', '<c><f>SUM(B1:B2)</f><v>7</v></c>', '7'],
    ['an ISO date', '<c t="d"><v>2026-06-30T12:00:00</v></c>', '2026-06-30T12:00:00'],
    ['a truth', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['characters that XML escapes', '<c t="inlineStr"><is><t>a&lt;b&amp;c&#x4E2D;_x000D_</t></is></c>', 'a<b&c中\r'],
    ['CDATA', '<c t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', 'a<b'],
    ['a formula without value', '<c><f>A1</f></c>', ''],
  ])('reads %s', async (_, xml, text) => {
    expect(await cell(xml)).toBe(text)
  })

  it.each(['#REF!', '#DIV/0!', '#N/A', '#NAME?', '#VALUE!', '#NULL!', '#NUM!'])('refuses the row of the error %s where the feed reads its column, and only there', async (error) => {
    const bytes = workbookOf(sheet([['k', 'x'], ['1', { xml: `<c t="e"><f>A9</f><v>${error}</v></c>` }]]))
    expect(await read(bytes, strictly)).toEqual([[2, 'error-cell']])
    expect(await read(bytes)).toEqual([[2, { k: '1', x: error }]])
  })

  it('names the cell of what it refuses', async () => {
    const samples = await samplesOfBytes(workbookOf(sheet([['k', 'x'], ['1', { xml: '<c t="e"><v>#REF!</v></c>' }]])), { kind: 'xlsx' }, { folder: folder.path, ...strictly })
    expect(samples[0]).toMatchObject({ raw: '1 | #REF!', rejection: { path: 'x', value: '#REF!', reason: { zh: '单元格是公式错误（B2 #REF!）' } } })
  })
})

describe('the table of a sheet', () => {
  const ledger: SheetToWrite = {
    name: '台账',
    rows: [
      ['某区社区改造台账', null, null, null, null],
      ['统计截止', styled(46203, 1), null, null, null],
      ['编号', '改造情况', null, '经费\n（万元）', null],
      [null, '应改', '已改', null, '备注'],
      ['S1', 12, 10, 1.2, null],
      ['S2', '—', null, 3, '甲'],
      ['合计', 12, 10, 4.2, null],
      ['填表人：张', null, null, '审核：李', null],
    ],
    merged: ['A1:E1', 'A3:A4', 'B3:C3', 'D3:D4'],
  }
  const bytes = workbookOf({ sheets: [{ name: '说明', rows: [['x']] }, ledger], formats: ['yyyy-mm-dd'] })
  const format: Options = { sheet: '台账', headerRow: 3, headerRows: 2, leaveOut: ['合计', '填表人'], cells: { 统计截止: 'B2' } }

  it('may have titles above, merged headers of two rows, and rows below that are none', async () => {
    expect(await read(bytes, format)).toEqual([
      [5, { 编号: 'S1', '改造情况/应改': '12', '改造情况/已改': '10', '经费（万元）': '1.2', 备注: '', 统计截止: '2026-06-30' }],
      [6, { 编号: 'S2', '改造情况/应改': '—', '改造情况/已改': '', '经费（万元）': '3', 备注: '甲', 统计截止: '2026-06-30' }],
    ])
  })

  it('may have three header rows', async () => {
    const three = sheet([['甲', null, null], ['乙', null, '丙'], ['丁', '戊', null], ['1', '2', '3']], { merged: ['A1:C1', 'A2:B2', 'C2:C3'] })
    expect(await read(workbookOf(three), { headerRows: 3 })).toEqual([[4, { '甲/乙/丁': '1', '甲/乙/戊': '2', '甲/丙': '3' }]])
  })

  it('is that of the sheet by name, or by its number among the visible ones', async () => {
    const book = workbookOf({ sheets: [{ name: '甲', rows: [['a'], ['1']], state: 'hidden' }, { name: '乙', rows: [['b'], ['2']] }, { name: '丙', rows: [['c'], ['3']] }] })
    expect(await read(book)).toEqual([[2, { b: '2' }]])
    expect(await read(book, { sheet: 2 })).toEqual([[2, { c: '3' }]])
    expect(await read(book, { sheet: '甲' })).toEqual([[2, { a: '1' }]])
    await expect(read(book, { sheet: '丁' })).rejects.toThrow('has no sheet 丁; it has 乙、丙')
  })

  it('gives merged cells of its rows to each of them when it is told to', async () => {
    const rows = sheet([['区', 'n'], ['东', 1], [null, 2], [null, 3], ['西', 4], [null, 5]], { merged: ['A2:A4'] })
    expect(await read(workbookOf(rows), { fillMerged: true })).toEqual([
      [2, { 区: '东', n: '1' }], [3, { 区: '东', n: '2' }], [4, { 区: '东', n: '3' }], [5, { 区: '西', n: '4' }], [6, { 区: '', n: '5' }],
    ])
    expect(await read(workbookOf(rows))).toContainEqual([3, { 区: '', n: '2' }])
  })

  it('leaves out columns without a name', async () => {
    expect(await read(workbookOf(sheet([['a', null, 'b'], ['1', 'x', '2'], [null, 'y', null]])))).toEqual([[2, { a: '1', b: '2' }]])
  })

  it.each<[string, WorkbookToWrite, Options, string]>([
    ['a column twice', sheet([['a', 'a']]), {}, 'the column "a" stands twice'],
    ['an empty header row', sheet([[], ['a']]), {}, 'has nothing in row 1'],
    ['no rows at all', sheet([]), {}, 'has nothing in row 1'],
    ['a forbidden name', sheet([['__proto__']]), {}, 'is not allowed'],
    ['a cell that is named as a column', sheet([['t'], ['a']]), { headerRow: 2, cells: { a: 'A1' } }, 'the column "a" stands twice'],
  ])('with %s is not read at all', async (_, workbook, options, message) => {
    await expect(read(workbookOf(workbook), options)).rejects.toThrow(FeedReadError)
    await expect(read(workbookOf(workbook), options)).rejects.toThrow(message)
  })

  it('is held to the columns of its feed', async () => {
    const feed = feedOf(feedText('fact: {kind: register-entry, register: data-resource}\nkey: {path: 编号}\nobservedAt: {path: 统计截止}\nstatus: {path: 状态}', {
      delivery: 'list', rest: 'adapter: {kind: upload, format: {kind: xlsx, headerRow: 2, cells: {统计截止: B1}}}\ncolumns: [编号, 状态, 统计截止]\n',
    }))
    const table = tableRuleOf(feed)
    await expect(read(workbookOf(sheet([['截止', '2026-06-30'], ['编号', '状态', '备注']])), { headerRow: 2, cells: { 统计截止: 'B1' }, table })).rejects.toThrow('the column "备注" is not declared')
    expect(await read(workbookOf(sheet([['截止', '2026-06-30'], ['编号', '状态'], ['1', 'draft']])), { headerRow: 2, cells: { 统计截止: 'B1' }, table })).toEqual([[3, { 编号: '1', 状态: 'draft', 统计截止: '2026-06-30' }]])
  })
})

describe('what is no workbook', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['a legacy .xls', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600)]), 'contract', '另存为 xlsx'],
    ['a page that is called .xls', '<html><table></table></html>', 'contract', '另存为 xlsx'],
    ['a CSV file', 'a,b\n1,2\n', 'contract', 'declare it as CSV'],
    ['nothing', '', 'incomplete', 'is empty'],
    ['another archive', workbookOf({ sheets: [], parts: [{ name: '_rels/.rels', content: '<Relationships/>' }] }), 'contract', 'is no xlsx workbook'],
    ['a workbook that is cut off', workbookOf(sheet([['a'], ['1']])).subarray(0, 900), 'incomplete', 'cut off'],
  ])('such as %s is refused with what to do', async (_, bytes, failure, message) => {
    const reading = samplesOfBytes(bytes, { kind: 'xlsx' }, { folder: folder.path, name: 'ledger.xlsx' })
    await expect(reading).rejects.toMatchObject({ name: 'FeedReadError', failure, message: expect.stringContaining(message) })
  })

  it('such as a folder is refused', async () => {
    mkdirSync(`${folder.path}/folder`)
    const { openFile } = await import('../../../ingest/formats/open-file.ts')
    await expect(openFile(`${folder.path}/folder`, { name: 'folder', links: 'refuse' })).rejects.toThrow('no regular file')
  })

  const part = (name: string, content: string): WorkbookToWrite => ({ ...sheet([['a'], ['1']]), parts: [{ name, content }] })
  it.each<[string, WorkbookToWrite]>([
    ['a document type', part('xl/worksheets/sheet1.xml', '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')],
    ['an unknown entity', part('xl/sharedStrings.xml', '<sst><si><t>&file;</t></si></sst>')],
    ['a character that XML does not have', part('xl/sharedStrings.xml', '<sst><si><t>&#0;</t></si></sst>')],
    ['tags that do not fit', part('xl/worksheets/sheet1.xml', '<worksheet><sheetData></worksheet></sheetData>')],
    ['a sheet that ends early', part('xl/worksheets/sheet1.xml', '<worksheet><sheetData><row r="1">')],
    ['two documents', part('xl/worksheets/sheet1.xml', '<worksheet/><worksheet/>')],
    ['bytes that are not UTF-8', { ...sheet([['a']]), parts: [{ name: 'xl/sharedStrings.xml', content: Buffer.from([0x3c, 0x73, 0x3e, 0xd6, 0xd0, 0x3c, 0x2f, 0x73, 0x3e]) }] }],
    ['rows out of order', part('xl/worksheets/sheet1.xml', '<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>')],
    ['a cell of another row', part('xl/worksheets/sheet1.xml', '<worksheet><sheetData><row r="1"><c r="A2"/></row></sheetData></worksheet>')],
    ['endless nesting', part('xl/worksheets/sheet1.xml', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)],
    ['an endless tag', part('xl/worksheets/sheet1.xml', `<worksheet a="${'x'.repeat(1_200_000)}"/>`)],
    ['an attribute that cannot be read', part('xl/worksheets/sheet1.xml', '<worksheet><sheetData><row r=1></row></sheetData></worksheet>')],
  ])('such as XML with %s is refused as damaged', async (_, workbook) => {
    await expect(read(workbookOf(workbook))).rejects.toMatchObject({ name: 'FeedReadError', failure: 'contract', message: expect.stringContaining('is damaged') })
  })

  it('such as a cell that names a text that there is not costs its row', async () => {
    expect(await cell('<c t="s"><v>99</v></c>', {}, strictly)).toBe('error-cell')
  })
})
