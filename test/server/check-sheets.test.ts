// A bureau's check sheet goes out and comes back: whatever its cells hold, what was not touched says the same, and only what was answered changes anything.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import readExcelFile from 'read-excel-file/node'
import type { CheckSheetAnswer, DeadLetterGroups, DeadLetterPage } from '../../server/schemas/dead-letters.ts'
import { FEEDS, HOUR, local, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const cityOfTest = smallCityOfTest()
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const event = (id: string, more: object = {}): object => ({ id, street: '东一街', filed: local(NOON - HOUR), closed: null, online: '否', updated: local(NOON - HOUR), ...more })

async function cityWith(samples: readonly object[], feed: 'events' | 'orders' | 'scenarios' = 'events'): Promise<SmallCity> {
  const city = await cityOfTest()
  await city.workbench.store.db.deleteFrom('stored_file').execute()
  await city.workbench.store.db.deleteFrom('stored_file_part').execute()
  await city.push(feed, samples)
  return city
}

interface Table {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The sheet as another program reads it. */
async function exported(city: SmallCity, bureau = 'cgj'): Promise<Table> {
  const { statusCode, headers, rawPayload } = await city.app.inject({ method: 'GET', url: `/api/v1/bureaus/${bureau}/check-sheet.xlsx` })
  expect([statusCode, headers['content-type']]).toEqual([200, XLSX])
  const [header, ...rows] = ((await readExcelFile(rawPayload, { trim: false })).find(({ sheet }) => sheet === '校核单')?.data ?? []).map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  return { header: header ?? [], rows }
}

/** Fills in rows by the value that they are about. */
function answer({ header, rows }: Table, answers: (row: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): Table {
  return { header, rows: rows.map((row) => {
    const named = Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']))
    const filled = { ...named, ...answers(named) }
    return header.map((name) => filled[name] ?? '')
  }) }
}

/** As a spreadsheet program saves it; escapes of the format are its business. */
const saved = ({ header, rows }: Table, sheet = '校核单'): Promise<Buffer> =>
  writeExcelFile([{ sheet, data: [header, ...rows].map((row) => row.map((value) => ({ value: value.replaceAll(/_x(?=[0-9A-F]{4}_)/g, '_x005F_x'), type: String }))) }]).toBuffer()

const send = async (city: SmallCity, content: Uint8Array, name = '校核单.xlsx') => city.post(`/api/v1/check-sheets?name=${encodeURIComponent(name)}`, content, { 'content-type': XLSX })
const apply = async (city: SmallCity, file: number) => (await city.post(`/api/v1/check-sheets/${file}/apply`, { by: '王' })).as<CheckSheetAnswer>()
const waiting = async (city: SmallCity, feed = 'events'): Promise<number> => (await city.get(`/api/v1/feeds/${feed}/dead-letters/groups`)).as<DeadLetterGroups>().waiting

describe('a check sheet', () => {
  it('tells each letter of the bureau with what its people need, texts throughout, the answer still empty', async () => {
    const city = await cityWith([event('e-1', { street: '东大街' }), event('e-2', { online: '不详' })])
    await city.push('orders', [{ no: 'o' }])
    const { header, rows } = await exported(city)
    expect(header.slice(0, 13)).toEqual(['编号', '数据源', '数据源名称', '目录编码', '位置', '业务主键', '字段', '来源列', '收到的值', '原因', '建议', '更正值', '处理意见'])
    expect(header.slice(13).sort()).toEqual(['closed', 'filed', 'id', 'online', 'street', 'updated'].map((name) => `原文·${name}`))
    expect(rows.map((row) => [row[1], row[4], row[5], row[6], row[7], row[8], row[11], row[12]])).toEqual([
      ['events', '0', 'e-1', 'area', 'street', '东大街', '', ''], ['events', '1', 'e-2', 'online', 'online', '不详', '', ''],
    ])
    expect(rows[0]?.[9]).toContain('城市文件中没有该区域')
    expect((await exported(city, 'zwb')).rows.map((row) => row[1])).toEqual(['orders'])
    expect(await city.get('/api/v1/bureaus/nobody/check-sheet.xlsx')).toMatchObject({ status: 404 })
  })

  it('answered is previewed first, then a correction becomes a fact, a void one is let go, and a confirmed one waits for the mapping', async () => {
    const city = await cityWith([event('e-1', { street: '东大街' }), event('e-2', { street: '南街' }), event('e-3', { street: '北街' }), event('e-4', { street: '中街' }), event('e-5', { street: '后街' })])
    const sheet = answer(await exported(city), ({ 业务主键: key }) => ({
      'e-1': { 更正值: '东二街', 处理意见: '更正' }, 'e-2': { 处理意见: '作废' }, 'e-3': { 处理意见: '确认无误' }, 'e-4': { 更正值: '也没有', 处理意见: '更正' },
    })[key ?? ''] ?? {})
    const before = (await city.get('/api/v1/feeds/events/dead-letters')).text
    const preview = await send(city, await saved(sheet))
    expect([preview.status, preview.body]).toMatchObject([200, {
      applied: false, name: '校核单.xlsx', counts: { fact: 1, void: 1, confirmed: 1, 'still-refused': 1, blank: 1, refused: 0, filtered: 0 },
      rows: [{ row: 2, verdict: 'corrected', value: '东二街', outcome: 'fact' }, { row: 3, outcome: 'void' }, { row: 4, outcome: 'confirmed' }, { row: 5, outcome: 'still-refused', reason: { zh: '城市文件中没有该区域' } }],
    }])
    expect((await city.get('/api/v1/feeds/events/dead-letters')).text).toBe(before)

    const { file } = preview.as<CheckSheetAnswer>()
    expect(await apply(city, file)).toMatchObject({ applied: true, counts: { fact: 1, void: 1, confirmed: 1, 'still-refused': 1 } })
    const { values } = (await city.get('/api/v1/levels?area=990901002')).as<{ values: { indicator: string; judged: boolean; denominator?: number }[] }>()
    expect(values.find(({ indicator, judged }) => judged && indicator === 'event_online_disposal_rate')?.denominator).toBe(1)
    const groups = (await city.get('/api/v1/feeds/events/dead-letters/groups')).as<DeadLetterGroups>()
    expect(groups).toMatchObject({ waiting: 3, settled: { answered: 1, dismissed: 1 }, groups: [{ confirmed: 1, count: 3 }] })
    const settled = (await city.get('/api/v1/feeds/events/dead-letters?state=settled')).as<DeadLetterPage>().deadLetters
    expect(settled.map(({ settled: how, answer: given, sample }) => [how?.because, how?.by, given?.verdict, given?.value, JSON.parse(sample).street])).toEqual([['dismissed', '王', 'void', null, '南街'], ['answered', '王', 'corrected', '东二街', '东大街']])
    // The source's own record again: it is settled, and what the bureau said holds.
    await city.push('events', [event('e-1', { street: '东大街' }), event('e-2', { street: '南街' })])
    expect(await waiting(city)).toBe(3)
    // The same sheet again does nothing twice.
    expect(await apply(city, file)).toMatchObject({ counts: { fact: 0, void: 0, confirmed: 1, refused: 2 } })
    expect((await send(city, await saved(sheet))).as<CheckSheetAnswer>().counts).toMatchObject({ refused: 2, confirmed: 1 })
  })

  it('corrects one fault after the other, and a replay knows what was corrected', async () => {
    const city = await cityWith([event('e-1', { street: '东大街', online: '不详' })])
    const first = answer(await exported(city), () => ({ 更正值: '否', 处理意见: '更正' }))
    const sent = (await send(city, await saved(first))).as<CheckSheetAnswer>()
    expect(sent.rows).toMatchObject([{ outcome: 'still-refused', reason: { zh: '城市文件中没有该区域' } }])
    await apply(city, sent.file)
    expect((await exported(city)).rows.map((row) => [row[6], row[8]])).toEqual([['area', '东大街']])
    // A correction that mends nothing leaves the letter as it was.
    const useless = (await send(city, await saved(answer(await exported(city), () => ({ 更正值: '也没有', 处理意见: '更正' }))))).as<CheckSheetAnswer>()
    await apply(city, useless.file)
    expect((await exported(city)).rows.map((row) => [row[6], row[8]])).toEqual([['area', '东大街']])
    await city.workbench.applyFeed(FEEDS.events.replace('whenEmpty: city}', 'whenEmpty: city, enum: {东大街: 东二街}}'), 'events.feed.yaml')
    expect((await city.post('/api/v1/feeds/events/dead-letters/replay', {})).body).toMatchObject({ stored: 1, refused: 0 })
    await city.workbench.applyFeed(FEEDS.events, 'events.feed.yaml')
    expect(await waiting(city)).toBe(0)
  })

  const HOSTILE = ['=1+1', '=cmd|\' /C calc\'!A0', '+86', '-1', '@SUM(A1)', '\t=1', '  blanks  ', '<b>&"\'</b>', ']]>', '_x0041_', '_x005F_x0041_', '00012345678901234567', '1e9', 'TRUE', '2026-03-01', '#REF!', '😀', 'a\nb', 'a\r\nb', '，；', '×'.repeat(300)]

  it('of any texts comes back as it went: nothing is calculated, no digit and no blank is lost', async () => {
    const city = await cityWith(HOSTILE.map((street, index) => event(`k${index}`, { street, note: street })))
    const sheet = await exported(city)
    expect(sheet.rows).toHaveLength(HOSTILE.length)
    const raw = await city.app.inject({ method: 'GET', url: '/api/v1/bureaus/cgj/check-sheet.xlsx' })
    const values = new Map((await city.get('/api/v1/feeds/events/dead-letters?limit=1000')).as<DeadLetterPage>().deadLetters.map(({ id, value }) => [id, value]))
    // Read back by ourselves, untouched but for a verdict: every row is known for what it was.
    const answered = (await send(city, await saved(answer(sheet, () => ({ 处理意见: '作废' }))))).as<CheckSheetAnswer>()
    expect(answered.rows.filter(({ outcome }) => outcome !== 'void').map(({ letter, reason }) => [values.get(letter ?? 0), reason?.en])).toEqual([])
    expect(answered.counts.void).toBe(HOSTILE.length)
    expect((await send(city, raw.rawPayload)).as<CheckSheetAnswer>().counts).toMatchObject({ blank: HOSTILE.length, refused: 0 })
    const xml = partOf(raw.rawPayload, 'xl/worksheets/sheet1.xml')
    expect(xml).not.toContain('<f>')
    expect(xml).not.toMatch(/<c [^>]*t="(n|b|d|str|e)"/)
    await apply(city, answered.file)
    expect(await waiting(city)).toBe(0)
  })

  it('refuses by row what is unknown, altered, answered twice or contradicts itself, and takes the others', async () => {
    const city = await cityWith(['甲', '乙', '丙', '丁', '戊', '己', '庚'].map((street, index) => event(`k${index}`, { street })))
    const sheet = answer(await exported(city), ({ 收到的值: value }) => ({
      甲: { 更正值: '东二街', 处理意见: '更正' }, 乙: { 收到的值: '东二街', 处理意见: '作废' }, 丙: { 更正值: '东二街' }, 丁: { 更正值: '东二街', 处理意见: '确认无误' }, 戊: { 处理意见: '更正' }, 己: { 处理意见: '随便' }, 庚: { 编号: '=1+1', 处理意见: '作废' },
    })[value ?? ''] ?? {})
    const rows = [...sheet.rows, sheet.rows[0] ?? [], (sheet.rows[0] ?? []).map((text, index) => (index === 0 ? '999999999999999' : text))]
    const { counts, rows: judged, file } = (await send(city, await saved({ ...sheet, rows }))).as<CheckSheetAnswer>()
    expect(counts).toMatchObject({ fact: 1, refused: 8 })
    expect(judged.filter(({ outcome }) => outcome === 'refused').map(({ row, reason }) => `${row} ${reason?.en.split(':')[0]}`)).toEqual([
      '3 Feed, field or value are not those of the letter', '4 There is a correction without a verdict', '5 With 确认无误 or 作废 the correction stays empty; choose 更正 to correct it.', '6 The verdict is 更正, but 更正值 is empty',
      '7 The verdict must be 更正, 确认无误 or 作废.', '8 There is no letter of this number', '9 The number stands twice in this sheet', '10 There is no letter of this number',
    ])
    await apply(city, file)
    expect(await waiting(city)).toBe(6)
  })

  it('notes the correction of a full list, which only the whole list can bring', async () => {
    const city = await cityWith([{ no: 'a', date: '2026-03-01', area: '990901', state: '待定', domain: 'd' }], 'scenarios')
    await city.workbench.applyFeed(FEEDS.scenarios.replace('cadenceMinutes: 60', 'cadenceMinutes: 60\nbureau: cgj'), 'scenarios.feed.yaml')
    const sent = (await send(city, await saved(answer(await exported(city), () => ({ 更正值: '已开放', 处理意见: '更正' }))))).as<CheckSheetAnswer>()
    expect(sent.rows).toMatchObject([{ outcome: 'still-refused', reason: { zh: expect.stringContaining('整表重新交付') } }])
    await apply(city, sent.file)
    expect((await city.get('/api/v1/feeds/scenarios/dead-letters')).body).toMatchObject({ deadLetters: [{ answer: { verdict: 'corrected', value: '已开放', by: '王' }, settled: null }] })
    await city.workbench.applyFeed(FEEDS.scenarios, 'scenarios.feed.yaml')
  })

  it('that is no such workbook is refused whole, and nothing of it is kept', async () => {
    const city = await cityWith([event('e', { street: '东大街' })])
    const sheet = await exported(city)
    const whole = await saved(sheet)
    const bad: readonly (readonly [string, Uint8Array, number])[] = [
      ['no bytes', new Uint8Array(), 400],
      ['a text', Buffer.from('编号,数据源'), 422],
      ['half a workbook', whole.subarray(0, whole.length / 2), 422],
      ['another sheet', await saved(sheet, '其他'), 422],
      ['a sheet without its columns', await saved({ header: ['编号', '数据源'], rows: [['1', 'events']] }), 422],
      ['a bomb', bomb(), 422],
    ]
    for (const [what, bytes, status] of bad) {
      const { status: answered, type } = await send(city, bytes)
      expect([what, answered, type]).toEqual([what, status, expect.stringContaining('application/problem+json')])
    }
    expect(await city.post('/api/v1/check-sheets', { rows: [] })).toMatchObject({ status: 415 })
    expect(await city.post('/api/v1/check-sheets', Buffer.alloc(8_388_609), { 'content-type': XLSX })).toMatchObject({ status: 413 })
    expect((await city.workbench.store.db.selectFrom('stored_file').select('id').execute())).toEqual([])
    expect(await city.post('/api/v1/check-sheets/77/apply', {})).toMatchObject({ status: 404 })
    expect(await city.post('/api/v1/check-sheets/0/apply', {})).toMatchObject({ status: 400 })
    expect(await waiting(city)).toBe(1)
  })

  it('is kept as it was sent, once, under a name that is no path', async () => {
    const city = await cityWith([event('e', { street: '东大街' })])
    const bytes = await saved(await exported(city))
    const { file, name } = (await send(city, bytes, '../../etc/答复\u0000.xlsx')).as<CheckSheetAnswer>()
    expect(name).toBe('答复.xlsx')
    expect((await send(city, bytes)).as<CheckSheetAnswer>().file).toBe(file)
    expect(await city.workbench.store.db.selectFrom('stored_file').select(['purpose', 'bytes', 'whole']).execute()).toEqual([{ purpose: 'answer', bytes: bytes.length, whole: true }])
  })
})

/** One part of a workbook, found by its directory. */
function partOf(zip: Buffer, name: string): string {
  for (let at = zip.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4, 'latin1')) {
    const length = zip.readUInt16LE(at + 28)
    if (zip.toString('utf8', at + 46, at + 46 + length) !== name) continue
    const [size, local_] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
    const begin = local_ + 30 + zip.readUInt16LE(local_ + 26) + zip.readUInt16LE(local_ + 28)
    const bytes = zip.subarray(begin, begin + size)
    return (zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes).toString('utf8')
  }
  throw new Error(`${name} is not in the workbook`)
}

/** An archive of one entry that inflates to a thousand times its size. */
function bomb(): Buffer {
  const name = Buffer.from('xl/worksheets/sheet1.xml')
  const content = deflateRawSync(Buffer.alloc(64 * 1_048_576))
  const local_ = Buffer.alloc(30)
  local_.writeUInt32LE(0x04034b50, 0)
  local_.writeUInt16LE(20, 4)
  local_.writeUInt16LE(8, 8)
  local_.writeUInt32LE(content.length, 18)
  local_.writeUInt32LE(64 * 1_048_576, 22)
  local_.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(20, 6)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(content.length, 20)
  entry.writeUInt32LE(64 * 1_048_576, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + content.length, 16)
  return Buffer.concat([local_, name, content, entry, name, end])
}
