import { describe, expect, it } from 'vitest'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { mapDelivery } from '../../../ingest/intake/map-delivery.ts'
import { findTemplate, templates } from '../../../ingest/templates/template.ts'
import { propose, type ProposeOptions } from '../../../ingest/wiring/propose.ts'
import type { Proposal } from '../../../ingest/wiring/proposal.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../../rules/draft-model.ts'
import { city } from '../templates/values-of.ts'

const at = Date.parse('2026-11-22T14:05:00+08:00')
const adapter = { kind: 'csv-file', path: 'rows.csv', encoding: 'utf-8' }
const head = { bureau: 'sjj', contact: '数据科' }

type Row = Readonly<Record<string, string>>

function proposed(rows: readonly Row[], more: Partial<ProposeOptions> = {}): Proposal {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return propose({ fields: columns.map((path) => ({ path })), samples: rows.map((record, index) => ({ position: index + 2, record })), city, model: draft, at, adapter, head, ...more })
}

const rowsOf = (id: string): readonly Row[] => {
  const template = findTemplate(id)
  return template?.example.rows.map((row) => Object.fromEntries(template.example.columns.map((column, index) => [column, row[index] ?? '']))) ?? []
}
const renamed = (rows: readonly Row[], names: Readonly<Record<string, string>>): readonly Row[] => rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, text]) => [names[column] ?? column, text])))
const fieldOf = (proposal: Proposal, name: string) => proposal.fields.find(({ field }) => field === name)
const pathsOf = ({ fields }: Proposal): Readonly<Record<string, string | null>> => Object.fromEntries(fields.map(({ field, path }) => [field, path]))

/** What a ready text makes of the rows that it was made from. */
function outcome({ text }: Proposal, rows: readonly Row[]): { readonly facts: number; readonly codes: readonly string[] } {
  const reading = checkFeed(text, 'a.feed.yaml', { city, model: draft })
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  const { facts, rejected } = mapDelivery(compileMapping(reading.feed, city, draft), rows.map((record, index) => ({ position: index, record })), at)
  return { facts: facts.length, codes: rejected.map(({ rejection }) => `${rejection.field} ${rejection.code}`) }
}

describe('a proposal', () => {
  it.each(templates().filter(({ feed }) => feed.adapter.kind !== 'manual').map(({ id }) => id))('for the columns of %s is that template or one with the same columns, and is ready or says what to decide', (id) => {
    const rows = rowsOf(id)
    const byNames = proposed(rows)
    expect(byNames.templates[0]?.recognised).toBeGreaterThan(byNames.templates[0]?.of === undefined ? 0 : byNames.templates[0].of * 0.5)
    const template = findTemplate(id)
    const own = proposed(rows, { template, head: { ...head, indicator: template?.indicators[0] ?? '' }, choices: { sumMs: { unit: 'h' }, ...(id === 'service-items' ? { status: { values: { 0: 'offline', 1: 'consult-online', 2: 'accept-online', 3: 'fully-online', 9: 'on-site-by-law' } } } : {}) } })
    expect([own.problems, own.ready, own.fields.filter(({ state }) => state === 'asked' || state === 'missing')]).toEqual([[], true, []])
    expect(outcome(own, rows)).toEqual({ facts: rows.length, codes: [] })
  })

  it('gives every part a reason in both languages and a confidence', () => {
    for (const { id } of templates()) {
      for (const { state, reason, confidence, candidates, zh, en } of proposed(rowsOf(id), { template: findTemplate(id) }).fields) {
        for (const text of [reason.zh, reason.en, zh, en, ...candidates.flatMap((candidate) => [candidate.reason.zh, candidate.reason.en])]) expect(text).toMatch(/\S/)
        if (state === 'mapped') expect(confidence).not.toBeNull()
      }
    }
  })

  it('recognises a vendor\'s columns, whatever their case and separators', () => {
    const rows = renamed(rowsOf('city-events'), { rec_id: 'REC_ID', inst_time: 'instTime', archive_time: 'Archive-Time', area_code: 'AREA CODE', last_update_time: 'lastUpdateTime' })
    const proposal = proposed(rows)
    expect(proposal.template).toBe('city-events')
    expect(pathsOf(proposal)).toMatchObject({ key: 'REC_ID', filedAt: 'instTime', closedAt: 'Archive-Time', closedAgainAt: 'rearchive_time', area: 'AREA CODE', observedAt: 'lastUpdateTime' })
    expect(outcome(proposal, rows)).toEqual({ facts: rows.length, codes: [] })
  })

  it('reads comments of a database where its columns say nothing', () => {
    const rows = renamed(rowsOf('hotline-orders'), { 工单编号: 'c01', 受理时间: 'c05' })
    const columns = Object.keys(rows[0] ?? {}).map((path) => ({ path, ...(path === 'c01' ? { comment: '工单编号' } : path === 'c05' ? { comment: '受理时间' } : {}) }))
    const proposal = proposed(rows, { fields: columns })
    expect(fieldOf(proposal, 'key')).toMatchObject({ path: 'c01', state: 'mapped', confidence: 'certain', reason: { zh: expect.stringContaining('来源注明') } })
    expect(fieldOf(proposal, 'acceptedAt')).toMatchObject({ path: 'c05' })
  })

  it('recognises areas and bureaus by what stands in a column that nobody named', () => {
    const rows = renamed(rowsOf('hotline-orders'), { 区划: 'x1', 承办单位: 'x2' })
    const proposal = proposed(rows, { template: findTemplate('hotline-orders') })
    expect(fieldOf(proposal, 'area')).toMatchObject({ path: 'x1', by: 'code', confidence: 'unsure', state: 'mapped' })
    expect(fieldOf(proposal, 'bureau')).toMatchObject({ path: 'x2', by: 'name', confidence: 'unsure', state: 'mapped' })
  })

  it('names required fields that were not found, and what is lost without the others', () => {
    const rows = rowsOf('hotline-orders').map(({ 受理时间: _a, 首次联系时间: _b, 更新时间: _c, ...row }) => row)
    const proposal = proposed(rows, { template: findTemplate('hotline-orders') })
    expect(fieldOf(proposal, 'acceptedAt')).toMatchObject({ state: 'missing', path: null, reason: { zh: expect.stringContaining('请指定') } })
    expect(fieldOf(proposal, 'observedAt')).toMatchObject({ state: 'missing', reason: { zh: expect.stringContaining('收到的时刻') } })
    expect(fieldOf(proposal, 'firstContactAt')).toMatchObject({ state: 'left-out', reason: { zh: expect.stringContaining('未联系') } })
    expect([proposal.ready, proposal.text]).toEqual([false, expect.stringContaining('acceptedAt: {path: «受理时间», empty: reject}')])
    const chosen = proposed(rows, { template: findTemplate('hotline-orders'), choices: { acceptedAt: { path: '派单时间' }, observedAt: { received: true } } })
    expect([chosen.ready, chosen.problems]).toEqual([true, []])
    expect(chosen.text).toContain('observedAt: {received: true}')
  })

  it('takes a person\'s word over its own, and says when it cannot', () => {
    const rows = rowsOf('city-events')
    const choose = (choices: ProposeOptions['choices']) => proposed(rows, { template: findTemplate('city-events'), choices })
    expect(fieldOf(choose({ closedAt: { path: 'dispose_end_time' } }), 'closedAt')).toMatchObject({ path: 'dispose_end_time', state: 'mapped', reason: { zh: expect.stringContaining('由人指定') } })
    expect(fieldOf(choose({ closedAt: { path: null } }), 'closedAt')).toMatchObject({ state: 'left-out' })
    expect(fieldOf(choose({ key: { path: null } }), 'key')).toMatchObject({ state: 'missing' })
    expect(fieldOf(choose({ key: { path: 'no-such' } }), 'key')).toMatchObject({ state: 'asked' })
    expect(fieldOf(choose({ closedAt: { path: 'event_type_name' } }), 'closedAt')).toMatchObject({ state: 'asked', reason: { zh: expect.stringContaining('不是认得的日期') } })
    expect(fieldOf(choose({ closedAt: { date: 'yyyy/MM/dd' } }), 'closedAt')).toMatchObject({ state: 'asked' })
    expect(fieldOf(choose({ closedAt: { date: 'yyyy-QQ' } }), 'closedAt')).toMatchObject({ state: 'asked' })
    expect(choose({ online: { constant: 'true' } }).text).toContain('online: {constant: true}')
  })

  it('asks what a value means that nobody knows, and is content with the answer', () => {
    const rows = rowsOf('demo-parks').map((row, index) => ({ ...row, 状态: index === 0 ? 'A' : 'B' }))
    const asked = fieldOf(proposed(rows, { template: findTemplate('demo-parks') }), 'status')
    expect(asked).toMatchObject({ state: 'asked', values: [{ text: 'A', rows: 1, ours: null }, { text: 'B', rows: 1, ours: null }] })
    expect(asked?.allowed?.map(({ value }) => value)).toEqual(['accepted', 'building', 'planned'])
    const done = proposed(rows, { template: findTemplate('demo-parks'), choices: { status: { values: { A: 'accepted', B: 'building' } } } })
    expect(done.ready).toBe(true)
    expect(outcome(done, rows)).toEqual({ facts: 2, codes: [] })
    expect(fieldOf(proposed(rows, { template: findTemplate('demo-parks'), choices: { status: { values: { A: 'nonsense' } } } }), 'status')?.state).toBe('asked')
  })

  it('lets a person match areas that the city does not know', () => {
    const rows = rowsOf('off-platform-ledger').map((row, index) => ({ ...row, 街镇: index === 0 ? '望海街道' : '望海新街' }))
    const open = proposed(rows, { template: findTemplate('off-platform-ledger') })
    expect(fieldOf(open, 'area')).toMatchObject({ state: 'mapped', values: [{ ours: '990102001' }, { text: '望海新街', ours: null }], reason: { zh: expect.stringContaining('望海新街') } })
    expect(outcome(open, rows).codes).toEqual(['area unknown-area'])
    const matched = proposed(rows, { template: findTemplate('off-platform-ledger'), choices: { area: { values: { 望海新街: '990102001' } } } })
    expect(outcome(matched, rows)).toEqual({ facts: 2, codes: [] })
  })

  it('asks about numbers that are repeated in a full list, and takes them for changes elsewhere', () => {
    const twice = (id: string) => [...rowsOf(id), ...rowsOf(id)]
    expect(fieldOf(proposed(twice('demo-parks'), { template: findTemplate('demo-parks') }), 'key')).toMatchObject({ state: 'asked' })
    expect(fieldOf(proposed(twice('community-works'), { template: findTemplate('community-works') }), 'key')).toMatchObject({ state: 'mapped', reason: { zh: expect.stringContaining('2 行编号重复') } })
  })

  it('keeps the comments of the template, adds what a feed file has above its mapping, and is the same text again', () => {
    const options = { template: findTemplate('hotline-orders'), head: { ...head, id: 'my-orders', phone: '0000-1', catalogueCode: 'ML-1', purpose: '计算', expires: '2027-12-31', cadenceMinutes: 30 } }
    const { text } = proposed(rowsOf('hotline-orders'), options)
    expect(text).toContain('# 首次联系，不是签收。')
    expect(text).toMatch(/^id: my-orders$/m)
    expect(text).toMatch(/contact: 数据科\nphone: 0000-1\ncatalogueCode: ML-1\npurpose: 计算\nexpires: 2027-12-31\nmapping:/)
    expect(proposed(rowsOf('hotline-orders'), options).text).toBe(text)
  })

  it('counts a file that is handed over as covered up to its newest record, and what is delivered by a system up to its receipt', () => {
    const options = { template: findTemplate('hotline-orders') }
    expect(proposed(rowsOf('hotline-orders'), { ...options, adapter: { kind: 'upload', format: { kind: 'csv', encoding: 'utf-8' } } }).text).toContain('coverage: {until: max-of, field: observedAt}')
    expect(proposed(rowsOf('hotline-orders'), { ...options, adapter: { kind: 'http-push' } }).text).toContain('coverage: {until: received}')
    expect(proposed(rowsOf('hotline-orders'), { ...options, adapter: { kind: 'upload', format: { kind: 'csv', encoding: 'utf-8' } }, choices: { observedAt: { received: true } } }).text).toContain('coverage: {until: received}')
  })

  it('says nothing of a source without rows or columns but what it needs', () => {
    const nothing = proposed([], { template: findTemplate('hotline-orders') })
    expect(nothing.ready).toBe(false)
    expect(fieldOf(nothing, 'key')?.state).toBe('missing')
    const blank = proposed(rowsOf('hotline-orders').map((row) => Object.fromEntries(Object.keys(row).map((column) => [column, '']))), { template: findTemplate('hotline-orders') })
    expect(fieldOf(blank, 'acceptedAt')).toMatchObject({ state: 'mapped', confidence: 'likely', reason: { zh: expect.stringContaining('无法核对') } })
    const unreadable = propose({ fields: [{ path: '工单编号' }, { path: '工单编号' }, { path: '/a/b' }], samples: [{ position: 1, raw: 'x', rejection: { field: 'record', value: '', code: 'ragged-row', reason: { zh: '', en: '' }, advice: { zh: '', en: '' } } }], city, model: draft, at, adapter })
    expect(unreadable.unused).toContain('/a/b')
  })
})

describe('dates', () => {
  const inRows = (texts: readonly string[]): readonly Row[] => texts.map((text, index) => ({ 编号: `N${index}`, 区划代码: '990102001', 状态: '已验收', 截止日期: text }))
  const dateOf = (texts: readonly string[]) => fieldOf(proposed(inRows(texts), { template: findTemplate('demo-parks') }), 'observedAt')

  it.each([
    [['2026-03-01', '2026-11-20'], 'yyyy-MM-dd'],
    [['2026/3/1', '2026/11/20'], 'yyyy/M/d'],
    [['2026年3月1日', '2026年11月20日'], 'yyyy年M月d日'],
    [['20260301', '20261120'], 'yyyyMMdd'],
    [['20260301081500'], 'yyyyMMddHHmmss'],
    [['2026-03-01T08:15:00+08:00'], 'ISO'],
    [['2026-03-01 08:15:00.123'], 'ISO'],
    [['1772323200000'], 'epoch-ms'],
    [['1772323200'], 'epoch-s'],
    [['13/03/2026', '01/02/2026'], 'dd/MM/yyyy'],
    [['03/13/2026', '01/02/2026'], 'MM/dd/yyyy'],
    [['01/21/2017 09:15:00 PM'], 'MM/dd/yyyy hh:mm:ss a'],
    [['2026/3/1 下午 3:05:00'], 'yyyy/M/d a h:mm:ss'],
  ])('%o are read as %s', (texts, format) => {
    expect(dateOf(texts)).toMatchObject({ state: 'mapped', date: { format } })
  })

  it.each([[['03/04/2026', '05/06/2026']], [['3/4/2026 08:00']], [['11/12/2026 08:00:00 AM']], [['04-05-2026']]])('%o may begin with the day or with the month, which is asked and never guessed', (texts) => {
    const asked = dateOf(texts)
    expect(asked).toMatchObject({ state: 'asked', reason: { zh: expect.stringContaining('请选一种') } })
    expect(asked?.date?.others).toHaveLength(2)
    expect(proposed(inRows(texts), { template: findTemplate('demo-parks') }).ready).toBe(false)
    for (const format of asked?.date?.others ?? []) expect(fieldOf(proposed(inRows(texts), { template: findTemplate('demo-parks'), choices: { observedAt: { date: format } } }), 'observedAt')).toMatchObject({ state: 'mapped', date: { format } })
  })

  it('that may begin with the day or with the month are read as another column of the same source can only be read, unless two tell differently', () => {
    const beside = (more: Readonly<Record<string, string>>) => fieldOf(proposed(inRows(['03/04/2026 08:00:00', '05/06/2026 09:30:00']).map((row) => ({ ...row, ...more })), { template: findTemplate('demo-parks') }), 'observedAt')
    expect(beside({ 备案: '12/31/2025' })).toMatchObject({ state: 'mapped', date: { format: 'MM/dd/yyyy HH:mm:ss' }, reason: { zh: expect.stringContaining('备案') } })
    expect(beside({ 备案: '31/12/2025' })).toMatchObject({ state: 'mapped', date: { format: 'dd/MM/yyyy HH:mm:ss' } })
    expect(beside({ 备案: '31/12/2025', 复核: '12/31/2025' })).toMatchObject({ state: 'asked' })
    expect(beside({ 备案: '2025-12-31' })).toMatchObject({ state: 'asked' })
    expect(beside({ 备案: '' })).toMatchObject({ state: 'asked' })
  })

  it.each([[['26-03-01']], [['昨天']], [['2026-02-30']], [['990102001']], [['2026-03-01', '03/04/2026', '昨天']]])('%o are no dates', (texts) => {
    expect(dateOf(texts)?.state).toBe('asked')
  })

  it('one bad row among good ones is named', () => {
    expect(dateOf(['2026-03-01', '2026-03-02', '2026-03-32'])).toMatchObject({ state: 'asked', reason: { zh: expect.stringContaining('2026-03-32'), en: expect.stringContaining('2026-03-32') } })
  })
})

describe('whatever a source looks like', () => {
  const known = fc.constantFrom('hotline-orders', 'city-events', 'demo-parks', 'data-catalogue', 'communities', 'off-platform-ledger', 'service-items')

  it('the order of its columns changes nothing', () => {
    fc.assert(fc.property(known, fc.infiniteStream(fc.nat()), (id, chances) => {
      const rows = rowsOf(id)
      const columns = Object.keys(rows[0] ?? {}).map((path) => ({ path, chance: chances.next().value ?? 0 })).toSorted((a, b) => a.chance - b.chance).map(({ path }) => ({ path }))
      const there = proposed(rows)
      const back = proposed(rows, { fields: columns })
      expect({ ...back, unused: back.unused.toSorted() }).toEqual({ ...there, unused: there.unused.toSorted() })
    }), { numRuns: runs(60) })
  })

  it('a text that is ready passes every check and refuses no row for how it is written', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-10-01'), noInvalidDate: true })
    const pad = (number: number): string => String(number).padStart(2, '0')
    const writers: readonly ((date: Date) => string)[] = [
      (date) => date.toISOString().slice(0, 10), (date) => date.toISOString().slice(0, 19).replace('T', ' '), (date) => `${date.getUTCFullYear()}/${date.getUTCMonth() + 1}/${date.getUTCDate()}`,
      (date) => `${pad(date.getUTCDate())}/${pad(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`, (date) => `${pad(date.getUTCMonth() + 1)}/${pad(date.getUTCDate())}/${date.getUTCFullYear()}`, (date) => String(date.getTime()),
      (date) => `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`,
    ]
    const status = fc.constantFrom('已验收', '建设中', '谋划', '—', '', 'planned', '怪')
    const area = fc.constantFrom('990102001', '990103002', '望海街道', '', '没有的街道')
    const row = fc.record({ since: day, status, area, key: fc.string({ minLength: 0, maxLength: 6 }) })
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.nat(writers.length - 1), (drawn, writer) => {
      const write = writers[writer] ?? String
      const rows = drawn.map(({ since, ...rest }) => ({ 编号: rest.key, 区划代码: rest.area, 状态: rest.status, 状态日期: write(since), 截止日期: '2026-11-01' }))
      const proposal = proposed(rows, { template: findTemplate('demo-parks') })
      const isAmbiguous = (writer === 3 || writer === 4) && drawn.every(({ since }) => since.getUTCDate() <= 12)
      const date = fieldOf(proposal, 'since')
      expect(date?.state).toBe(isAmbiguous ? 'asked' : 'mapped')
      if (!proposal.ready) return
      const { facts, codes } = outcome(proposal, rows)
      expect(facts + codes.length).toBe(rows.length)
      const faults = codes.filter((code) => !['key missing', 'key control-character', 'key unpaired-surrogate', 'status missing', 'area missing', 'area unknown-area', 'area ambiguous-area'].includes(code))
      expect(faults).toEqual([])
    }), { numRuns: runs(150) })
  })

  it('it never throws, and says the same again', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('2026-01-02', '990102001', '是', '12', '0.5', '—', '__proto__', 'constructor', '«x»', 'a/b', '/a/b', '~'))
    const column = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('编号', '状态', '区划代码', '更新时间', 'toString', '/x/y', '受理时间', '是否疑难'))
    const record = fc.dictionary(column, fc.oneof(text, fc.constant(null), fc.boolean(), fc.array(text, { maxLength: 2 })), { maxKeys: 8, noNullPrototype: false })
    fc.assert(fc.property(fc.array(record, { maxLength: 6 }), fc.array(fc.record({ path: column, comment: text }), { maxLength: 8 }), fc.option(fc.constantFrom(...templates().map(({ id }) => id))), (records, fields, id) => {
      const options: ProposeOptions = { fields, samples: records.map((one, position) => ({ position, record: one })), city, model: draft, at, adapter, template: id === null ? undefined : findTemplate(id) }
      expect(propose(options)).toEqual(propose(options))
    }), { numRuns: runs(100) })
  })
})
