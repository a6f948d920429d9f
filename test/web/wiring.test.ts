// What the wizard makes of what people fill in: files, connections, samples, and a draft that never holds a password.
import { Value } from 'typebox/value'
import { beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { adapterConfigs } from '../../ingest/adapters/configs.ts'
import { readCity } from '../../rules/city/read-city.ts'
import { askedFields, missingOf, readingFields } from '../../web/wiring/connection-fields.ts'
import { adapterOf } from '../../web/wiring/connections.ts'
import { cityFileOf, placesOf } from '../../web/wiring/city-draft.ts'
import { EMPTY, furthestStep, idFrom, keepDraft, recallDraft } from '../../web/wiring/draft.ts'
import { readPasted } from '../../web/wiring/json-samples.ts'
import { cellText, datePatternWords, valueAt } from '../../web/wiring/sample-rows.ts'
import { toYaml } from '../../web/wiring/yaml.ts'

describe('a file written by the pages', () => {
  it.each([
    { plain: 'city-events', zh: '城市管理事件', spaced: 'two words', bracket: '（演示）' },
    { words: ['yes', 'no', 'null', 'true', '~', 'on', 'y'] },
    { numbers: [1, 0, -3.5], texts: ['1', '0755', '-3.5', '1e9', '0x1F', '2026-01-01', '12:30', '.5'] },
    { odd: ['', ' leading', 'trailing ', 'a: b', 'a #b', '- dash', '# hash', "it's", '"quoted"', 'line\nbreak', '\ttab', '{x}', '[y]', 'a,b', '@at', '`tick', '%', '!tag', '&anchor', '*star', '|', '>'] },
    { 'odd: key': 'v', '': 'empty key', '1': 'number key', 'true': 'word key' },
    { deep: { list: [{ code: 'a', kind: 'city' }, { code: 'b', long: 'x'.repeat(120), nested: { of: [1, [2, 3]] } }], none: null, empty: [], void: {} } },
  ])('is read by YAML as what was meant: %j', (file) => {
    expect(parse(toYaml(file))).toEqual(file)
  })
  it('leaves out what is undefined and ends its last line', () => {
    expect(toYaml({ a: 'x', b: undefined })).toBe('a: x\n')
  })
})

describe('a city from the small form', () => {
  const form = { zh: '滨海市', en: '', code: '990100', zone: 'Asia/Shanghai', districts: '990102 港东区 Gangdong District\n\n990103，滨江区', bureaus: 'sjj\t市数据局' }
  it('is a city file that the server takes', () => {
    const reading = readCity(toYaml(cityFileOf(form)), 'city.yaml')
    expect(reading.ok ? [] : reading.problems).toEqual([])
    if (!reading.ok) return
    expect(reading.city.areas.map(({ code, zh, en }) => [code, zh, en])).toEqual([['990100', '滨海市', '滨海市'], ['990102', '港东区', 'Gangdong District'], ['990103', '滨江区', '滨江区']])
  })
  it('is one with a name and a code alone', () => {
    expect(readCity(toYaml(cityFileOf({ ...form, districts: '', bureaus: '' })), 'city.yaml').ok).toBe(true)
  })
  it('names the lines that lack a code or a name', () => {
    expect(placesOf('la-311 311 服务热线\n990102 港东区 East District\ncgj,城市管理局,Urban Management Bureau\nzwb\t政务 服务局\nlapd Police Department').places).toEqual([
      { code: 'la-311', zh: '311 服务热线', en: '311 服务热线' }, { code: '990102', zh: '港东区', en: 'East District' }, { code: 'cgj', zh: '城市管理局', en: 'Urban Management Bureau' },
      { code: 'zwb', zh: '政务 服务局', en: '政务 服务局' }, { code: 'lapd', zh: 'Police Department', en: 'Police Department' },
    ])
    expect(placesOf('990102 港东区\n港东区\n990104\n990105 新城')).toEqual({ places: [{ code: '990102', zh: '港东区', en: '港东区' }, { code: '990105', zh: '新城', en: '新城' }], wrong: [2, 3] })
  })
})

describe('a connection', () => {
  const database = { host: '10.0.0.5', port: '3306', database: 'exchange', user: 'reader', table: 'orders', password: 'database-secret', keyColumn: 'id', timeColumn: 'updated_at' }
  it.each([
    ['database', { ...database }],
    ['database', { ...database, engine: 'postgresql', history: 'orders_his', tls: 'ca', tlsCa: 'ca.pem', timeFormat: 'yyyy-MM-dd HH:mm:ss' }],
    ['database', { ...database, table: '', query: 'SELECT * FROM orders', reading: 'full', keyColumn: 'id, part' }],
    ['database', { ...database, reading: 'flag', flagColumn: 'taken', flagUser: 'marker', flagPassword: 'marker-secret' }],
    ['poll', { url: 'http://127.0.0.1/api', records: '/data' }],
    ['poll', { url: 'http://127.0.0.1/api', auth: 'national-exchange', requester: 'r', service: 's', signKey: 'key-secret', paging: 'page', pageParameter: 'pageNum', sizeParameter: 'pageSize', size: '100' }],
    ['poll', { url: 'http://127.0.0.1/api', method: 'POST', body: '{"a": [1]}', auth: 'oauth2', tokenUrl: 'http://127.0.0.1/token', clientName: 'c', clientSecret: 'client-secret', paging: 'cursor', pageParameter: 'after', pageNext: '/next', sinceParameter: 'since', sincePath: 'updated', successPointer: '/code', successValues: '0, 200' }],
    ['poll', { url: 'http://127.0.0.1/api', auth: 'header', headerName: 'X-Key', headerValue: 'header-secret', paging: 'link', pageNext: '/next' }],
    ['poll', { url: 'http://127.0.0.1/api', auth: 'basic', user: 'u', password: 'basic-secret' }],
    ['poll', { url: 'http://127.0.0.1/api', auth: 'tif', paasId: 'p', token: 'tif-secret' }],
    ['mqtt', { url: 'mqtt://127.0.0.1:1883', topic: 'city/orders', username: 'u', password: 'mqtt-secret', version: '3.1.1', group: 'g' }],
    ['push', {}],
    ['manual', {}],
  ] as const)('%s of %j is an adapter part that feed files know', (channel, filled) => {
    const part = adapterOf(channel, filled)
    const schema = Object.entries(adapterConfigs).find(([kind]) => kind === part['kind'])?.[1]
    if (schema === undefined) throw new Error(`no adapter ${String(part['kind'])}`)
    expect([...Value.Errors(schema, part)].map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual([])
  })
  it('asks only for what the choices so far need', () => {
    const names = (filled: Record<string, string>): string[] => askedFields('poll', filled).map(({ name }) => name)
    expect(names({})).not.toContain('signKey')
    expect(names({ auth: 'national-exchange' })).toEqual(expect.arrayContaining(['requester', 'service', 'signKey']))
    expect(names({ sinceParameter: 'since' })).toContain('sincePath')
  })
  it('names what is still missing, and forgets what an earlier choice needed', () => {
    expect(missingOf('database', askedFields('database', {}), {})).toEqual(['host', 'database', 'user'])
    expect(missingOf('database', readingFields('database', {}), { keyColumn: 'id' })).toEqual(['timeColumn'])
    expect(adapterOf('poll', { url: 'u', requester: 'left over', auth: 'none' })).not.toHaveProperty('auth')
  })
})

describe('pasted JSON', () => {
  it('keeps numbers as they are written and finds nested fields', () => {
    const pasted = readPasted('[{"id": 12345678901234567890, "rate": 1.50, "at": {"filed": "2026-01-01", "x": {"y": [1]}}, "note": "a \\"1\\" b"}]')
    expect(pasted).toMatchObject({ ok: true, discovery: { fields: [{ path: 'id' }, { path: 'rate' }, { path: '/at/filed' }, { path: '/at/x/y' }, { path: 'note' }], samples: [{ position: 1, record: { id: '12345678901234567890', rate: '1.50', note: 'a "1" b' } }] } })
  })
  it('may be one object or one a line', () => {
    expect(readPasted('{"a": 1}')).toMatchObject({ discovery: { samples: [{ position: 1 }] } })
    expect(readPasted('{"a": 1}\n\n{"b": 2}\n')).toMatchObject({ discovery: { fields: [{ path: 'a' }, { path: 'b' }] } })
  })
  it.each(['', '[]', '{"a": }', '[1, 2]', '"text"', '{"a": 1} {"b": 2}'])('that is no record is refused: %j', (text) => {
    expect(readPasted(text)).toEqual({ ok: false })
  })
})

describe('a cell of a sample', () => {
  it('is found by column or pointer', () => {
    const record = { plain: 'x', 'a/b': 'slash', at: { filed: 'y' }, list: ['p', 'q'] }
    expect(['plain', 'a/b', '/at/filed', '/list/*', '/at/none', 'none'].map((path) => cellText(valueAt(record, path)))).toEqual(['x', 'slash', 'y', '["p","q"]', '', ''])
  })
  it('tells a date pattern in words', () => {
    const names = { year: '年', month: '月', day: '日', hour: '时', minute: '分', second: '秒', fraction: '毫秒', half: '上午/下午' }
    expect(datePatternWords('MM/dd/yyyy hh:mm:ss a', names)).toBe('月/日/年 时:分:秒 上午/下午')
  })
})

describe('the draft', () => {
  beforeEach(() => sessionStorage.clear())
  it('comes back in the same window', () => {
    keepDraft({ ...EMPTY, channel: 'mqtt', connection: { url: 'mqtt://127.0.0.1' } })
    expect(recallDraft()).toMatchObject({ channel: 'mqtt', connection: { url: 'mqtt://127.0.0.1' } })
  })
  it('is empty where there is none or it is broken', () => {
    expect(recallDraft()).toEqual(EMPTY)
    sessionStorage.setItem('ctmm.wiring', '{broken')
    expect(recallDraft()).toEqual(EMPTY)
  })
  it('opens one step after the other', () => {
    const seen = { adapter: {}, discovery: { fields: [], samples: [] } }
    expect(furthestStep(EMPTY, false)).toBe('source')
    expect(furthestStep({ ...EMPTY, channel: 'file' }, false)).toBe('connect')
    expect(furthestStep({ ...EMPTY, channel: 'file', seen }, false)).toBe('map')
    expect(furthestStep({ ...EMPTY, channel: 'file', seen }, true)).toBe('register')
    expect(furthestStep({ ...EMPTY, channel: 'file', seen, saved: 'x' }, true)).toBe('done')
  })
  it('names a feed in lower case with hyphens', () => {
    expect(idFrom('City_Events 2026!')).toBe('city-events-2026')
    expect(idFrom('城市')).toBe('')
  })
})
