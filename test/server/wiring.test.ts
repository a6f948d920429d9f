import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeFile } from '../../db/feeds/stored-files.ts'
import { adapters } from '../../ingest/adapters/registry.ts'
import type { Checked, Discovery, Preview, Proposal, Template } from '../../server/schemas/wiring.ts'
import { FEEDS, NOON, events, iso, local, smallCityOfFile, HOUR, DAY, type SmallCity } from './small-city.ts'

const open = smallCityOfFile()
const folder = mkdtempSync(join(tmpdir(), 'ctmm-wiring-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const csv = (rows: readonly (readonly string[])[], name = 'rows.csv'): string => {
  const path = join(folder, name)
  writeFileSync(path, rows.map((row) => row.join(',')).join('\n'))
  return path
}

const HEADER = ['案件编号', '街镇', '立案时间', '结案时间', '处置方式', '更新时间']
const row = (key: string, street: string, closed: boolean, online: string): string[] =>
  [key, street, local(NOON - 3 * HOUR), closed ? local(NOON - HOUR) : '', online, local(NOON - HOUR)]

/** Everything in the store that is not a sequence. */
async function contentsOf({ workbench }: SmallCity): Promise<string> {
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`.execute(workbench.store.db)
  const parts = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ text: string }>`select row::text as text from ${sql.table(name)} as row order by 1`.execute(workbench.store.db)
    parts.push(`${name}: ${rows.map(({ text }) => text).join('\n')}`)
  }
  return parts.join('\n')
}

describe('wiring by the API', () => {
  let templates: readonly Template[] = []
  beforeAll(async () => {
    const city = await open()
    templates = (await city.get('/api/v1/wiring/templates')).as<{ templates: Template[] }>().templates
  })

  it('shows the templates with what they know and ask', () => {
    const events = templates.find(({ id }) => id === 'city-events')
    expect(events).toMatchObject({ fact: 'case', delivery: 'full', indicators: ['event_online_disposal_rate'], when: { zh: expect.stringContaining('案件') } })
    expect(events?.fields.find(({ field }) => field === 'filedAt')).toMatchObject({ zh: '立案时间', required: true, names: expect.arrayContaining(['inst_time', '立案时间']) })
    expect(events?.fields.find(({ field }) => field === 'online')?.allowed?.map(({ value }) => value)).toEqual(['true', 'false'])
    expect(events?.choices.map(({ name }) => name)).toEqual(['path', 'bureau', 'contact'])
  })

  it('takes a file from a first look to facts and the standing they would give, and saves the same text', async () => {
    const city = await open()
    const path = csv([HEADER, row('E1', '东一街', true, '线上'), row('E2', '西一街', true, '线下'), row('E3', '北街', false, '线上')])
    const adapter = { kind: 'csv-file', path, encoding: 'utf-8' }
    const look = (await city.post('/api/v1/wiring/discover', { adapter, rows: 3 })).as<Discovery>()
    expect(look.fields.map(({ path: column }) => column)).toEqual(HEADER)
    expect(look.samples).toHaveLength(3)

    const head = { id: 'grid-events', source: 'cityops', bureau: 'cgj', contact: '指挥中心' }
    const proposed = (await city.post('/api/v1/wiring/propose', { adapter, head, fields: look.fields, samples: look.samples })).as<Proposal>()
    expect(['city-events', 'off-platform-ledger']).toContain(proposed.template)
    expect(proposed.fields.find(({ field }) => field === 'area')).toMatchObject({ state: 'mapped', by: 'name', reason: { zh: expect.stringContaining('北街') } })
    expect([proposed.ready, proposed.problems]).toEqual([true, []])
    expect((await city.post('/api/v1/wiring/check', { text: proposed.text })).as<Checked>()).toEqual({ ok: true, id: 'grid-events', problems: [] })

    const early = (await city.post('/api/v1/wiring/preview', { text: proposed.text, samples: look.samples })).as<Preview>()
    expect(early.notes.map(({ zh }) => zh).join()).toContain('events 数据源 也供这项指标')
    await city.push('events', events('B', { count: 2, online: 0 }))
    await city.settled()

    const before = await contentsOf(city)
    const heard: unknown[] = []
    const end = city.workbench.bus.subscribe('intake', (event) => heard.push(event))
    const preview = (await city.post('/api/v1/wiring/preview', { text: proposed.text, samples: look.samples })).as<Preview>()
    expect(preview).toMatchObject({ received: 3, facts: 2, rejected: 1, filtered: 0, stored: 2, duplicate: 0 })
    expect(preview.refusals).toEqual([expect.objectContaining({ code: 'unknown-area', rows: 1, first: { position: '4', value: '北街' } })])
    expect(preview.first[0]).toMatchObject({ key: 'E1', area: { code: '990901001', zh: '东一街' }, bureau: null })
    expect(preview.first[0]?.fields).toContainEqual(expect.objectContaining({ field: 'filedAt', zh: '立案时间', text: iso(NOON - 3 * HOUR) }))
    const rate = (side: Preview['before']) => side.values.find(({ indicator }) => indicator === 'event_online_disposal_rate')
    expect(rate(preview.before)).toMatchObject({ state: 'ok', numerator: 0, denominator: 2 })
    expect(rate(preview.after)).toMatchObject({ state: 'ok', numerator: 1, denominator: 4 })
    expect(preview.after.standings.map(({ item }) => item)).toEqual(['C28'])
    expect(preview.after.standings[0]?.sentence.zh).not.toBe(preview.before.standings[0]?.sentence.zh)

    expect(await contentsOf(city)).toBe(before)
    expect(heard).toEqual([])
    end()
    // What was tried left nothing behind that the first real delivery could trip over.
    expect((await city.post('/api/v1/feeds', { text: proposed.text, fileName: 'grid-events.feed.yaml' })).status).toBe(200)
    expect(await city.push('events', events('E', { count: 4, online: 3 }))).toMatchObject({ stored: 4 })
    await city.settled()
    expect(city.errors).toEqual([])
    await city.post('/api/v1/feeds/grid-events/remove', { because: '测试' })
  })

  it('previews twice, amid deliveries, and changes nothing of what they say', async () => {
    const city = await open()
    const rows = Array.from({ length: 300 }, (_, index) => ({ id: `P${index}`, street: '东一街', filed: local(NOON - 3 * HOUR), closed: local(NOON - HOUR), online: '是', updated: local(NOON - HOUR) }))
    const both = await Promise.all([
      city.post('/api/v1/wiring/preview', { text: FEEDS.events, rows }),
      city.push('events', events('Q', { count: 20, online: 10 })),
      city.post('/api/v1/wiring/preview', { text: FEEDS.events, rows }),
      city.push('events', events('P', { count: 5, online: 0 })),
    ])
    for (const answer of [both[0], both[2]]) expect([answer.status, answer.as<Preview>().facts]).toEqual([200, 300])
    const known = await sql<{ n: number }>`select count(*) as n from identity where key like 'P%'`.execute(city.workbench.store.db)
    expect(known.rows[0]?.n).toBe(5)
    const again = (await city.post('/api/v1/wiring/preview', { text: FEEDS.events, rows: events('Q', { count: 20, online: 10 }) })).as<Preview>()
    expect(again).toMatchObject({ stored: 0, duplicate: 20 })
    expect(again.notes.map(({ zh }) => zh).join()).toContain('库中都已有')
  })

  it('tries the first rows of a full list without taking away what it does not name, and the whole list as it is', async () => {
    const city = await open()
    const scenario = (no: string, domain: string) => ({ no, date: '2026-03-01', area: '990901', state: '已开放', domain })
    await city.push('scenarios', [scenario('S1', '交通'), scenario('S2', '医疗'), scenario('S3', '教育')])
    const rows = [{ ...scenario('S9', '文旅'), date: '2026-03-09' }]
    const count = (preview: Preview) => preview.after.values.find(({ indicator }) => indicator === 'open_scenarios_count')?.value
    const part = (await city.post('/api/v1/wiring/preview', { text: FEEDS.scenarios, rows })).as<Preview>()
    const whole = (await city.post('/api/v1/wiring/preview', { text: FEEDS.scenarios, rows, whole: true })).as<Preview>()
    expect([count(part), count(whole)]).toEqual([4, 1])
    expect(part.notes.map(({ zh }) => zh).join()).toContain('未列出的条目')
    const past = (await city.post('/api/v1/wiring/preview', { text: FEEDS.scenarios, rows, whole: true, asOf: iso(NOON - 5 * DAY) })).as<Preview>()
    expect(count(past)).toBe(3)
  })

  it('says why figures that nobody judges by move nothing', async () => {
    const city = await open()
    const text = FEEDS['one-form'].replace('oneform_department_coverage', 'hub_capability_share').replace('id: one-form', 'id: hub-figures')
    const preview = (await city.post('/api/v1/wiring/preview', { text, rows: [{ date: '2026-03-09', area: '', used: 8, all: 10, rate: '80' }] })).as<Preview>()
    expect(preview.facts).toBe(1)
    expect(preview.notes.map(({ zh }) => zh).join()).toContain('form: measurements')
    expect(preview.notes.map(({ en }) => en).join()).toContain('hub_capability_share')
  })

  it('looks into a file that was uploaded, under its own name, and leaves nothing behind', async () => {
    const city = await open()
    const content = new TextEncoder().encode('编号,名称\n1,甲\n')
    const { hash } = await import('node:crypto')
    const stored = await storeFile(city.workbench.store.db, { feed: null, purpose: 'delivery', name: '清单.csv', bytes: content.length, sha256: hash('sha256', content, 'hex') }, (async function* () { yield content })())
    const look = await city.post('/api/v1/wiring/discover', { adapter: { kind: 'upload', format: { kind: 'csv', encoding: 'utf-8' } }, file: stored.id })
    expect(look.status, look.text).toBe(200)
    expect(look.as<Discovery>().fields.map(({ path }) => path)).toEqual(['编号', '名称'])
  })

  it('is refused in words: no such kind, a source that comes to us, one that is away, one that is silent', async () => {
    const city = await open()
    const discover = async (adapter: object) => {
      const { status, body } = await city.post('/api/v1/wiring/discover', { adapter })
      return { status, ...(body as object) }
    }
    expect(await discover({ kind: 'fax' })).toMatchObject({ status: 422, advice: expect.stringContaining('csv-file') })
    expect(await discover({ kind: 'csv-file', path: 'a.csv' })).toMatchObject({ status: 422, detail: expect.stringContaining('encoding') })
    expect(await discover({ kind: 'http-push' })).toMatchObject({ status: 422, failure: 'configuration', text: { zh: expect.stringContaining('模板') } })
    expect(await discover({ kind: 'csv-file', path: join(folder, 'absent.csv'), encoding: 'utf-8' })).toMatchObject({ status: 422, failure: 'unreachable', text: { zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) } })
    expect(await discover({ kind: 'csv-file', path: 'x', encoding: 'utf-8', file: 9 })).toMatchObject({ status: 422 })
    expect((await city.post('/api/v1/wiring/discover', { adapter: { kind: 'csv-file', path: 'x', encoding: 'utf-8' }, file: 99_999 })).status).toBe(404)
    const { discover: look } = adapters['csv-file']
    try {
      Object.assign(adapters['csv-file'], { discover: () => Promise.reject(new Error('a driver\'s own words')) })
      expect(await discover({ kind: 'csv-file', path: 'x', encoding: 'utf-8' })).toMatchObject({ status: 500 })
    } finally {
      Object.assign(adapters['csv-file'], { discover: look })
    }
  })

  it('refuses previews that are none', async () => {
    const city = await open()
    const post = async (body: object) => (await city.post('/api/v1/wiring/preview', body)).status
    expect(await post({ text: FEEDS.events })).toBe(400)
    expect(await post({ text: FEEDS.events, rows: [], samples: [] })).toBe(400)
    expect(await post({ text: 'schema: [', rows: [] })).toBe(422)
    expect(await post({ text: FEEDS.events, rows: [], asOf: iso(NOON + DAY) })).toBe(400)
    expect(await post({ text: FEEDS.events, rows: Array.from({ length: 2_001 }, () => ({})) })).toBe(400)
    expect(await post({ text: FEEDS.events, rows: [], more: 1 })).toBe(400)
    const empty = (await city.post('/api/v1/wiring/preview', { text: FEEDS.events, rows: [] })).as<Preview>()
    expect(empty).toMatchObject({ received: 0, facts: 0, stored: 0 })
    const wrong = (await city.post('/api/v1/wiring/preview', { text: FEEDS.events, rows: [{ id: ['a'] }, { id: 7, updated: 1e300 }, { id: 'x'.repeat(500), updated: '2026-13-40' }] })).as<Preview>()
    expect([wrong.facts, wrong.rejected]).toEqual([0, 3])
    expect((await city.post('/api/v1/wiring/preview', `{"text": ${JSON.stringify(FEEDS.events)}, "rows": [{"__proto__": {"id": 1}}]}`)).status).toBe(400)
    expect((await city.post('/api/v1/wiring/propose', { template: 'no-such', adapter: {}, fields: [], samples: [] })).status).toBe(404)
    expect((await city.post('/api/v1/wiring/check', { text: `${FEEDS.events}purpose: «why»\n` })).as<Checked>().problems).toEqual([{ line: 20, message: expect.stringContaining('«why»') }])
  })
})
