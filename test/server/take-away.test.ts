import { parse } from 'csv-parse/sync'
import readExcelFile from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import type { AreaValue } from '../../server/schemas/trends.ts'
import { workbookOf } from '../../server/take-away/workbook.ts'
import { DAY, HOUR, NOON, events, iso, smallCityOfFile, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const ONLINE = 'event_online_disposal_rate'
const sheetsOf = async (bytes: Buffer): Promise<readonly { readonly name: string; readonly rows: readonly (readonly unknown[])[] }[]> => (await readExcelFile(bytes)).map(({ sheet, data }) => ({ name: sheet, rows: data }))
const readSheetNames = async (bytes: Buffer): Promise<readonly string[]> => (await sheetsOf(bytes)).map(({ name }) => name)
const readXlsxFile = async (bytes: Buffer, { sheet }: { readonly sheet?: string } = {}): Promise<readonly (readonly unknown[])[]> => (await sheetsOf(bytes)).find(({ name }) => sheet === undefined || name === sheet)?.rows ?? []
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

describe('what is taken away', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const taken = async (path: string): Promise<{ readonly type: string; readonly disposition: string; readonly bytes: Buffer }> => {
    const response = await city.app.inject({ method: 'GET', url: `/api/v1${path}` })
    expect(response.statusCode, response.body.slice(0, 300)).toBe(200)
    return { type: String(response.headers['content-type']), disposition: String(response.headers['content-disposition']), bytes: response.rawPayload }
  }
  const lines = async (path: string): Promise<readonly Record<string, string>[]> => parse((await taken(path)).bytes.toString('utf8'), { bom: true, columns: true })
  const PAST = iso(NOON - DAY)

  beforeAll(async () => {
    city = await open()
    await toldAt(city, NOON - 2 * DAY, 'events', events('A', { count: 300, online: 239, until: NOON - 40 * DAY }))
    await toldAt(city, NOON - 2 * HOUR, 'events', [...events('W', { count: 10, online: 2, until: NOON - 3 * DAY, street: '西一街' })])
  })

  it('has the numbers of the screen at the same instant, as printed and as counts, with unit, model and what it is not', async () => {
    for (const query of [`asOf=${encodeURIComponent(PAST)}`, `asOf=${encodeURIComponent(iso(NOON))}&knownAt=${encodeURIComponent(PAST)}`, `asOf=${encodeURIComponent(PAST)}&area=990902`]) {
      const snapshot = (await city.get(`/api/v1/standings?${query}`)).as<Snapshot>()
      const rows = await lines(`/levels?${query}&format=csv`)
      const judged = snapshot.values.filter((value) => value.judged)
      expect(rows.length).toBeGreaterThan(20)
      for (const row of rows) {
        const value = judged.find((one) => one.window.from === row['窗口起'] && one.calculation === row['口径'] && (one.population === 'all') === (row['统计范围'] === '全部'))
        expect(row['数值']).toBe(value?.display.text === '—' ? '' : value?.display.text.replaceAll(',', ''))
        expect([row['分子'], row['分母']]).toEqual([String(value?.numerator ?? ''), String(value?.denominator ?? '')])
        expect(row).toMatchObject({ 城市: '小城', 模型版本: snapshot.model, 数据时点: snapshot.asOf, 性质: '计算凭据，非评估结论' })
      }
    }
  })

  it('is a workbook with a head, numbers as numbers and the printed text beside them', async () => {
    const { type, disposition, bytes } = await taken(`/levels?format=xlsx&asOf=${encodeURIComponent(PAST)}`)
    expect(type).toBe(XLSX)
    expect(decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(disposition)?.[1] ?? '')).toBe('小城 指标值 2026-03-09 1200.xlsx')
    expect(disposition).toMatch(/filename="[\w.-]+"/)
    expect(await readSheetNames(bytes)).toEqual(['判级指标值', '能力项判定', '数值要求', '全部统计窗口'])
    const rows = await readXlsxFile(bytes)
    const head = rows.findIndex((row) => row[0] === '能力项')
    expect(Object.fromEntries(rows.slice(0, head).flatMap(([label, text]) => (typeof label === 'string' ? [[label, text]] : [])))).toMatchObject({ 城市: '小城', 区域: '小城 990900', 数据时点: PAST, 性质: '计算凭据，非评估结论' })
    const line = rows.find((row) => row.includes('event-online/1'))
    const cell = (name: string): unknown => line?.[rows[head]?.indexOf(name) ?? -1]
    expect([cell('数值'), cell('单位'), cell('显示'), cell('分子'), cell('分母')]).toEqual([77.74, '%', '77.74%', 241, 310])
    expect(typeof cell('数值')).toBe('number')
    expect(`${String(cell('数值'))}%`).toBe(cell('显示'))
    expect(await readXlsxFile(bytes, { sheet: '数值要求' })).toContainEqual(expect.arrayContaining(['≥ 80%', '未达到']))
  })

  it('says no level of a district', async () => {
    const { bytes } = await taken('/levels?format=xlsx&area=990901')
    expect(await readSheetNames(bytes)).toEqual(['判级指标值', '全部统计窗口'])
    for (const row of await lines('/levels?format=csv&area=990901')) expect(row['判定']).toBe('')
  })

  it('of one item holds its indicators alone, and as JSON what the snapshot says of it', async () => {
    const query = `asOf=${encodeURIComponent(PAST)}`
    const rows = await lines(`/items/C28?format=csv&${query}`)
    expect(rows.map((row) => row['指标编号'])).toEqual(rows.map(() => 'I13'))
    const snapshot = (await city.get(`/api/v1/standings?${query}`)).as<Snapshot>()
    expect((await city.get(`/api/v1/items/C28?${query}`)).body).toMatchObject({ item: 'C28', asOf: PAST, values: snapshot.values.filter(({ indicator }) => indicator === ONLINE), standing: snapshot.standings.find(({ item }) => item === 'C28') })
    expect((await city.get('/api/v1/items/C99')).status).toBe(404)
  })

  it('by area has the numbers of the areas, what each misses, and nothing of a level', async () => {
    const { values } = (await city.get(`/api/v1/indicators/${ONLINE}/areas`)).as<{ values: AreaValue[] }>()
    const rows = await lines(`/indicators/${ONLINE}/areas?format=csv`)
    expect(rows.map((row) => [row['区域代码'], row['数值'], row['下一达标线'], row['差距']])).toEqual(values.map((one) => [one.area, one.display.text === '—' ? '' : one.display.text, one.next?.bound ?? '', one.next?.gap.zh ?? '']))
    expect(values.find(({ area }) => area === '990901')?.next).toEqual({ bound: '80', gap: { own: '0.34', zh: '还差 1 件', en: expect.any(String) } })
    expect(values.find(({ area }) => area === '990902')?.next).toMatchObject({ bound: '40' })
    expect(Object.values(rows[0] ?? {}).join(' ')).not.toMatch(/[一二三四五]级/)
    expect((await taken(`/indicators/${ONLINE}/areas?format=xlsx&lang=en`)).type).toBe(XLSX)
  })

  it('of a trend and of the feeds is a workbook too', async () => {
    const trend = await readXlsxFile((await taken(`/indicators/${ONLINE}/series?from=2026-03-01&to=2026-03-09&format=xlsx`)).bytes)
    const { points } = (await city.get(`/api/v1/indicators/${ONLINE}/series?from=2026-03-01&to=2026-03-09`)).as<{ points: { display: { text: string } | null }[] }>()
    const head = trend.findIndex((row) => row[0] === '时点')
    expect(trend.slice(head + 1).map((row) => row[trend[head]?.indexOf('数值') ?? -1])).toEqual(points.map(({ display }) => (display === null ? null : Number(display.text))))
    const feeds = await lines('/feeds?format=csv')
    expect(feeds.find((row) => row['数据源'] === 'events')).toMatchObject({ 接收: '310', 入库: '310', 责任部门: '城管局' })
  })

  it('follows Accept, and JSON stays what a browser gets', async () => {
    expect((await city.get('/api/v1/feeds', { accept: 'text/csv' })).type).toContain('text/csv')
    expect((await city.get('/api/v1/feeds', { accept: XLSX })).type).toContain(XLSX)
    expect((await city.get('/api/v1/feeds', { accept: 'text/html,*/*' })).type).toContain('json')
    expect((await city.get('/api/v1/levels?format=pdf')).status).toBe(400)
  })

  it('runs nothing that a text of a source begins like a formula', async () => {
    const bytes = await workbookOf({
      fileName: 'x', title: '=1+1', context: [['城市', '@SUM(A1)']],
      sheets: [{ name: "='a'!b", head: [{ name: '+x', kind: 'text' }, { name: 'n', kind: 'number' }], rows: [['=HYPERLINK("http://x")', '-3'], ['-2+3', '-2+3'], [undefined, '']] }, { name: "='a'!b", head: [], rows: [] }],
    })
    const rows = await readXlsxFile(bytes)
    expect(rows.flat().filter((cell) => cell !== null)).toEqual(["'=1+1 · ='a'!b", '城市', "'@SUM(A1)", "'+x", 'n', "'=HYPERLINK(\"http://x\")", -3, "'-2+3", "'-2+3"])
    expect(new Set(await readSheetNames(bytes)).size).toBe(2)
  })
})
