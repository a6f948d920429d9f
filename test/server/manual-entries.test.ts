import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { storeFile } from '../../db/feeds/stored-files.ts'
import type { Entries, Entry } from '../../server/schemas/entries.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { DAY, HOUR, NOON, iso, smallCityOfFile, type Answer, type SmallCity } from './small-city.ts'

const open = smallCityOfFile()

const head = (id: string, source: string, delivery: string): string => `schema: ctmm-feed/1
id: ${id}
zh: ${id} 填报
en: ${id} form
source: ${source}
cadenceMinutes: 44640
${delivery}`

const COMMUNITIES = `${head('new-communities', 'new-communities', 'delivery: changes')}
adapter: {kind: manual}
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: register-entry, register: new-community}
  dates: {format: yyyy-MM-dd}
  key: {path: 项目编号}
  observedAt: {path: as-of, date: {format: ISO}}
  version: {path: entry}
  area: {path: 区域, by: code, whenEmpty: city}
  status: {path: 状态, enum: {已验收: accepted, 建设中: building}}
  since: {path: 验收日期}
`
const ONE_FORM = `${head('one-form-by-hand', 'one-form', '')}
adapter: {kind: manual, evidence: optional}
coverage: {until: max-of, field: to}
mapping:
  fact: {kind: measurement, indicator: oneform_department_coverage}
  dates: {format: yyyy-MM-dd}
  form: {constant: snapshot}
  to: {path: as-of, date: {format: ISO}}
  version: {path: entry}
  numerator: {path: 使用部门数}
  denominator: {path: 应使用部门数}
`

const form = (more: Record<string, string> = {}) => ({ 项目编号: 'XM-1', 区域: '990901', 状态: '已验收', 验收日期: '2026-02-01', ...more })

async function evidenceIn(city: SmallCity, text = '验收文件'): Promise<number> {
  const content = new TextEncoder().encode(text)
  return (await storeFile(city.workbench.store.db, { feed: null, purpose: 'evidence', name: '验收.pdf', bytes: content.length, sha256: hash('sha256', content, 'hex') }, (async function* () { yield content })())).id
}

const problem = ({ status, body }: Answer): readonly [number, string] => [status, String(Reflect.get(Object(body), 'detail'))]
const valueOf = async (city: SmallCity, indicator: string) => (await city.get('/api/v1/standings')).as<Snapshot>().values.find((value) => value.indicator === indicator && value.judged)
const count = async (city: SmallCity, table: string): Promise<number> => (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(city.workbench.store.db)).rows[0]?.n ?? -1

describe('figures that people fill in', () => {
  let evidence = 0
  beforeAll(async () => {
    const city = await open()
    await city.workbench.applyFeeds([{ text: COMMUNITIES, fileName: 'a' }, { text: ONE_FORM, fileName: 'b' }])
    evidence = await evidenceIn(city)
  })
  const enter = async (feed: string, body: object): Promise<Answer> => (await open()).post(`/api/v1/feeds/${feed}/entries`, body)
  const entered = async (feed: string, body: object): Promise<Entry> => {
    const answer = await enter(feed, body)
    expect(answer.status, answer.text).toBe(200)
    return answer.as<Entry>()
  }
  const confirm = async (id: number, confirmedBy: string): Promise<Answer> => (await open()).post(`/api/v1/entries/${id}/confirm`, { confirmedBy })

  it('have a form made of the mapping', async () => {
    const { form: fields, evidence: needed, entries } = (await (await open()).get('/api/v1/feeds/new-communities/entries')).as<Entries>()
    expect([needed, entries]).toEqual(['required', []])
    expect(fields.map(({ path, kind, required }) => [path, kind, required])).toEqual([['项目编号', 'text', true], ['区域', 'choice', false], ['状态', 'choice', true], ['验收日期', 'date', false]])
    expect(fields[1]?.choices).toContainEqual({ value: '990901', zh: '东区', en: 'East' })
    expect(fields[2]?.choices?.map(({ value }) => value)).toEqual(['已验收', '建设中'])
    expect((await (await open()).get('/api/v1/feeds/one-form-by-hand/entries')).as<Entries>().form.map(({ path, kind }) => [path, kind])).toEqual([['使用部门数', 'number'], ['应使用部门数', 'number']])
  })

  it('wait for a second person, then count, and are seen not to be a system\'s', async () => {
    const city = await open()
    const entry = await entered('new-communities', { record: form(), asOf: '2026-03-01', evidence, enteredBy: '张 三', note: '一季度' })
    expect(entry).toMatchObject({
      state: 'waiting', key: 'XM-1', asOf: '2026-03-02T00:00:00+08:00', asOfText: '2026-03-01', enteredBy: '张 三', decidedBy: null,
      evidence: { name: '验收.pdf', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, names: { zh: expect.stringContaining('未核实'), en: expect.stringContaining('no accounts') },
    })
    await city.settled()
    expect([await count(city, 'revision'), (await valueOf(city, 'new_type_communities_count'))?.state]).toEqual([0, 'no-data'])

    for (const same of ['张三', ' 张　三 ', '张·三']) expect(problem(await confirm(entry.id, same))).toEqual([409, expect.stringContaining('张 三')])
    expect(problem(await confirm(entry.id, ' '))[0]).toBe(400)
    expect(problem(await confirm(entry.id, '123'))[0]).toBe(400)
    const done = (await confirm(entry.id, '李四')).as<Entry>()
    expect(done).toMatchObject({ state: 'confirmed', decidedBy: '李四', decidedAt: expect.any(String) })
    await city.settled()
    expect(await valueOf(city, 'new_type_communities_count')).toMatchObject({ value: 1, state: 'ok', origin: 'manual' })
    expect(await valueOf(city, 'open_scenarios_count')).not.toHaveProperty('origin')
    const who = (await city.get('/api/v1/items/C35/manual')).body
    expect(who).toMatchObject({ indicators: [{ indicator: 'new_type_communities_count', origin: 'manual', entries: [{ id: entry.id, enteredBy: '张 三', decidedBy: '李四', evidence: { id: evidence } }] }] })

    expect(problem(await confirm(entry.id, '王五'))).toEqual([409, expect.stringContaining('confirmed already')])
    const batch = await sql<{ batch: number }>`select batch from manual_entry where id = ${entry.id}`.execute(city.workbench.store.db)
    const named = await sql<{ feed: string }>`select feed from intake_batch where id = ${batch.rows[0]?.batch}`.execute(city.workbench.store.db)
    expect(named.rows).toEqual([{ feed: 'new-communities' }])
  })

  it('are corrected by a later entry about the same figure, and the earlier one stays to be asked', async () => {
    const city = await open()
    await city.push('one-form', [{ date: '2026-02-01', area: '', used: 1, all: 10, rate: '10' }])
    const asOf = '2026-03-05'
    const first = await entered('one-form-by-hand', { record: { 使用部门数: '8', 应使用部门数: '10' }, asOf, enteredBy: 'Li Lei' })
    const second = await entered('one-form-by-hand', { record: { 使用部门数: '7', 应使用部门数: '10' }, asOf, enteredBy: 'Li Lei' })
    expect(second.key).toBe(first.key)
    // Confirmed in the other order: the later entry holds all the same.
    expect((await confirm(second.id, 'Han Meimei')).status).toBe(200)
    expect((await confirm(first.id, 'HAN MEIMEI')).status).toBe(200)
    await city.settled()
    expect(await valueOf(city, 'oneform_department_coverage')).toMatchObject({ numerator: 7, denominator: 10, origin: 'partly-manual' })
    expect((await city.get('/api/v1/feeds/one-form-by-hand/entries?state=confirmed')).as<Entries>().entries.map(({ id }) => id)).toEqual([second.id, first.id])
  })

  it('count once, however many confirm at the same moment', async () => {
    const city = await open()
    const before = await count(city, 'intake_batch')
    const entry = await entered('new-communities', { record: form({ 项目编号: 'XM-2' }), asOf: '2026-03-08', evidence, enteredBy: '张三' })
    const answers = await Promise.all(['李四', '王五', '赵六', '钱七'].map((name) => confirm(entry.id, name)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
    expect(await count(city, 'intake_batch')).toBe(before + 1)
    await city.settled()
    expect(await valueOf(city, 'new_type_communities_count')).toMatchObject({ value: 2 })
  })

  it('are not taken in when they cannot be marked as confirmed, and wait on', async () => {
    const city = await open()
    const { db } = city.workbench.store
    const entry = await entered('new-communities', { record: form({ 项目编号: 'XM-3' }), asOf: '2026-03-08', evidence, enteredBy: '张三' })
    const before = await count(city, 'revision')
    await sql`alter table manual_entry add constraint broken check (decided_by is distinct from '坏人')`.execute(db)
    try {
      expect((await confirm(entry.id, '坏人')).status).toBe(500)
    } finally {
      await sql`alter table manual_entry drop constraint broken`.execute(db)
    }
    expect([await count(city, 'revision'), (await city.get(`/api/v1/entries/${entry.id}`)).as<Entry>().state]).toEqual([before, 'waiting'])
    expect((await confirm(entry.id, '好人')).status).toBe(200)
    expect(await count(city, 'revision')).toBe(before + 1)
  })

  it('are given back with what to mend', async () => {
    const city = await open()
    const entry = await entered('new-communities', { record: form({ 项目编号: 'XM-4' }), asOf: iso(NOON - HOUR), evidence, enteredBy: '张三' })
    const give = (body: object) => city.post(`/api/v1/entries/${entry.id}/return`, body)
    expect((await give({ returnedBy: '李四', note: '' })).status).toBe(400)
    expect((await give({ returnedBy: '李四', note: '  ' })).status).toBe(400)
    expect((await give({ returnedBy: '张三', note: '错' })).status).toBe(409)
    expect((await give({ returnedBy: '李四', note: '验收日期不符' })).as<Entry>()).toMatchObject({ state: 'returned', decidedBy: '李四', decisionNote: '验收日期不符', asOfText: '2026-03-10 11:00' })
    expect((await confirm(entry.id, '王五')).status).toBe(409)
    expect((await city.get('/api/v1/entries/999999')).status).toBe(404)
  })

  it('are refused with the field at fault before anyone has to confirm them', async () => {
    const body = { record: form(), asOf: '2026-03-01', evidence, enteredBy: '张三' }
    const refused = async (feed: string, change: object) => problem(await enter(feed, { ...body, ...change }))
    expect(await refused('new-communities', { evidence: undefined })).toEqual([422, expect.stringContaining('evidence file')])
    expect(await refused('new-communities', { evidence: 424_242 })).toEqual([422, expect.stringContaining('424242')])
    expect(await refused('new-communities', { asOf: '2026-03-11' })).toEqual([400, expect.stringContaining('not come yet')])
    expect((await refused('new-communities', { asOf: '2026-02-30' }))[0]).toBe(400)
    expect(await refused('new-communities', { record: form({ 状态: '完成' }) })).toEqual([422, expect.stringContaining('状态 = 完成')])
    expect(await refused('new-communities', { record: form({ 项目编号: ' ' }) })).toEqual([422, expect.stringContaining('项目编号')])
    expect(await refused('new-communities', { record: form({ 区域: '999999' }) })).toEqual([422, expect.stringContaining('999999')])
    expect(await refused('new-communities', { record: form({ entry: '1' }) })).toEqual([400, expect.stringContaining('entry')])
    expect(await refused('new-communities', { record: form({ 备注: 'x' }) })).toEqual([400, expect.stringContaining('备注')])
    expect(await refused('one-form-by-hand', { record: { 使用部门数: '11', 应使用部门数: '10' } })).toEqual([422, expect.stringContaining('使用部门数')])
    expect(await refused('one-form-by-hand', { record: { 使用部门数: '80%', 应使用部门数: '10' } })).toEqual([422, expect.stringContaining('80%')])
    expect((await refused('events', {}))[0]).toBe(409)
    expect((await refused('no-such', {}))[0]).toBe(404)
    expect((await refused('new-communities', { enteredBy: 'x'.repeat(61) }))[0]).toBe(400)
    // Of the present day it is this moment, not an end that has not come.
    expect((await entered('new-communities', { ...body, record: form({ 项目编号: 'XM-5' }), asOf: '2026-03-10' })).asOf).toBe(iso(NOON))
    await (await open()).moveTo(NOON + DAY)
  })

  it('are refused where a feed file forgets what makes them correctable', async () => {
    const city = await open()
    const check = async (text: string): Promise<string> => JSON.stringify((await city.post('/api/v1/wiring/check', { text })).body)
    expect(await check(COMMUNITIES)).toContain('"ok":true')
    expect(await check(COMMUNITIES.replace('  version: {path: entry}\n', ''))).toContain('version: {path: entry}')
    expect(await check(COMMUNITIES.replace('{path: as-of, date: {format: ISO}}', '{path: as-of}'))).toContain('observedAt: {path: as-of, date: {format: ISO}}')
    expect(await check(COMMUNITIES.replace('delivery: changes', 'delivery: list'))).toContain('delivery: changes')
  })
})
