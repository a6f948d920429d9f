import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acquireLease, releaseLease } from '../../db/jobs/leases.ts'
import { buildApp } from '../../server/app.ts'
import type { FileTaken } from '../../server/schemas/files.ts'
import { Workbench } from '../../server/workbench.ts'
import { temporaryFolder } from '../ingest/formats/read-bytes.ts'
import { workbookOf } from '../ingest/formats/workbook-of.ts'
import { fillForm } from '../ingest/forms/fill-form.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, FEEDS, NOON } from './small-city.ts'
import { newStoreDirectory } from './store-template.ts'

const folder = temporaryFolder()
let home: Awaited<ReturnType<typeof newStoreDirectory>>
let workbench: Workbench
let app: FastifyInstance
let url: string

const ledger = (id: string, adapter: string, blanks = ''): string => `schema: ctmm-feed/1
id: ${id}
zh: 台账
en: Ledger
source: ${id}
adapter: ${adapter}
delivery: changes
coverage: {until: max-of, field: observedAt}
cadenceMinutes: 1440
mapping:
  fact: {kind: register-entry, register: data-resource}
  dates: {format: yyyy-MM-dd}
${blanks}  key: {path: 编号}
  observedAt: {path: 日期}
  status: {path: 状态, enum: {已审定: approved, 草拟: draft}}
`

const FEED = ledger('ledger', '{kind: upload, format: {kind: xlsx}}')

beforeAll(async () => {
  home = await newStoreDirectory()
  workbench = await Workbench.open({ location: { kind: 'embedded', directory: home.store }, purpose: 'city', model: draft, now: () => NOON, dropRoot: folder.path })
  await workbench.applyCity(CITY, 'city.yaml')
  await workbench.applyFeeds([
    { text: FEEDS.orders, fileName: 'orders.feed.yaml' },
    { text: FEED, fileName: 'ledger.feed.yaml' },
    { text: ledger('csv', '{kind: csv-file, path: nowhere.csv, encoding: gb18030}'), fileName: 'csv.feed.yaml' },
    { text: ledger('drop', "{kind: file-drop, path: drop, names: '*.ndjson', format: {kind: ndjson}}"), fileName: 'drop.feed.yaml' },
  ])
  app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  url = `http://127.0.0.1:${isAddress(address) ? address.port : 0}/api/v1`
})
afterAll(async () => {
  await app.close()
  await workbench.close()
  home.remove()
  folder.remove()
})

const isAddress = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null

const jsonOf = async <T>(response: Response): Promise<T> => JSON.parse(await response.text())

async function post(path: string, body: Uint8Array | string): Promise<{ readonly status: number; readonly body: Record<string, unknown>; readonly taken: FileTaken }> {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: Buffer.from(body) })
  const answer = await jsonOf<FileTaken & Record<string, unknown>>(response)
  return { status: response.status, body: answer, taken: answer }
}
const hand = (feed: string, name: string, body: Uint8Array | string) => post(`/feeds/${feed}/files?name=${encodeURIComponent(name)}`, body)

const book = (...rows: readonly (readonly string[])[]): Buffer => workbookOf({ sheets: [{ rows: [['编号', '日期', '状态'], ...rows] }] })
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const batches = async (): Promise<number> => (await sql<{ count: number }>`select count(*)::integer as count from intake_batch`.execute(workbench.store.db)).rows[0]?.count ?? 0
const letters = async (feed: string): Promise<number> => (await sql<{ count: number }>`select count(*)::integer as count from dead_letter where feed = ${feed}`.execute(workbench.store.db)).rows[0]?.count ?? 0

describe('a file handed over', () => {
  const bytes = book(['00010101010101010101', '2026-03-01', '已审定'], ['2', '2026-03-01', '草拟'])

  it('is kept, read by the format and the mapping of its feed, and recorded as a run', async () => {
    const { status, taken } = await hand('ledger', '三月 台账.xlsx', bytes)
    expect(status).toBe(200)
    expect(taken).toMatchObject({ known: false, received: 2, stored: 2, duplicate: 0, rejected: 0, refused: [], file: { name: '三月 台账.xlsx', bytes: bytes.length, sha256: sha256(bytes), storedAt: expect.stringContaining('+08:00') } })
    expect(await jsonOf(await fetch(`${url}/runs/${taken.run ?? 0}`))).toMatchObject({ feed: 'ledger', trigger: 'upload', state: 'done', received: 2, stored: 2 })
    const { rows } = await sql<{ key: string }>`select key from identity where source = 'ledger' order by key`.execute(workbench.store.db)
    expect(rows.map(({ key }) => key)).toEqual(['00010101010101010101', '2'])
  })

  it('is given back as it was, to be saved and never to be shown', async () => {
    const { taken } = await hand('ledger', '三月 台账.xlsx', bytes)
    const response = await fetch(`${url}/files/${taken.file.id}`)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="_.xlsx"; filename*=UTF-8''${encodeURIComponent('三月 台账.xlsx')}`)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect((await fetch(`${url}/files/999999`)).status).toBe(404)
  })

  it('for the second time is known, whatever it is called, and changes nothing', async () => {
    const before = await batches()
    const { taken } = await hand('ledger', 'other name.xlsx', bytes)
    expect(taken).toMatchObject({ known: true, received: 2, stored: 2, file: { name: '三月 台账.xlsx' } })
    expect(await batches()).toBe(before)
  })

  it('is read again once the feed file is another one, and still nothing counts twice', async () => {
    await workbench.applyFeed(ledger('ledger', '{kind: upload, format: {kind: xlsx}}', "  blanks: ['—']\n"), 'ledger.feed.yaml')
    const { taken } = await hand('ledger', '三月 台账.xlsx', bytes)
    expect(taken).toMatchObject({ known: false, received: 2, stored: 0, duplicate: 2, rejected: 0 })
  })

  it('tells the rows that were not taken, with file, row, reason and advice', async () => {
    const { status, taken } = await hand('ledger', '四月.xlsx', book(['a', '2026-03-02', '已审定'], ['b', '三月二日', '草拟'], ['', '2026-03-02', '草拟'], ['d', '2026-03-02', '未知']))
    expect(status).toBe(200)
    expect(taken).toMatchObject({ received: 4, stored: 1, duplicate: 0, rejected: 3 })
    expect(taken.refused.map(({ position, code }) => [position, code]).toSorted()).toEqual([['四月.xlsx:3', 'unreadable-date'], ['四月.xlsx:4', 'missing'], ['四月.xlsx:5', 'unlisted-value']])
    for (const { reason, advice } of taken.refused) expect([reason.zh, reason.en, advice.zh, advice.en].every((text) => text !== '')).toBe(true)
    expect(await letters('ledger')).toBe(3)
  })

  it('that cannot be taken as a whole says why in both languages; the original is kept, and the run says so, too', async () => {
    const before = await letters('ledger')
    const { status, body } = await hand('ledger', 'old.xls', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), randomBytes(100)]))
    expect(status).toBe(422)
    expect(body['detail']).toMatch(/另存为 xlsx.*\/.*另存为 xlsx/)
    const file = /file (\d+)/.exec(String(body['advice']))?.[1]
    expect((await fetch(`${url}/files/${file ?? ''}`)).status).toBe(200)
    expect(await jsonOf(await fetch(`${url}/feeds/ledger/runs?limit=1`))).toMatchObject({ runs: [{ trigger: 'upload', state: 'failed' }] })
    expect(await letters('ledger')).toBe(before)
    expect((await hand('ledger', 'renamed.xlsx', book(['z', '2026-03-02', '草拟']).subarray(0, 800))).body['detail']).toContain('cut off')
    expect((await hand('ledger', 'columns.xlsx', workbookOf({ sheets: [{ rows: [['编号']] }] }))).body['detail']).toContain('缺少列“日期”')
  })

  it('may be of a feed that reads a file or watches a folder', async () => {
    const gbk = Buffer.concat([Buffer.from([0xb1, 0xe0, 0xba, 0xc5]), Buffer.from(','), Buffer.from([0xc8, 0xd5, 0xc6, 0xda]), Buffer.from(','), Buffer.from([0xd7, 0xb4, 0xcc, 0xac]), Buffer.from('\n1,2026-03-01,'), Buffer.from([0xb2, 0xdd, 0xc4, 0xe2]), Buffer.from('\n')])
    expect((await hand('csv', 'a.csv', gbk)).taken).toMatchObject({ received: 1, stored: 1, rejected: 0 })
    expect((await hand('drop', 'a.ndjson', '{"编号":"1","日期":"2026-03-01","状态":"草拟"}\nno\n')).taken).toMatchObject({ received: 2, stored: 1, rejected: 1, refused: [{ position: 'a.ndjson:2', code: 'not-json' }] })
  })

  it('waits while its feed is being read', async () => {
    const { db } = workbench.coordination
    const { lease } = await acquireLease(db, { name: 'feed:ledger', holder: 'somebody', forMs: 60_000 })
    const upload = hand('ledger', 'later.xlsx', book(['later', '2026-03-01', '草拟']))
    expect(await Promise.race([upload.then(() => 'taken'), new Promise((resolve) => setTimeout(() => resolve('waits'), 300))])).toBe('waits')
    if (lease !== undefined) await releaseLease(db, lease)
    expect((await upload).taken).toMatchObject({ stored: 1 })
  })
})

describe('what cannot be handed over', () => {
  it.each<[string, string, string, number, string]>([
    ['nothing', '/feeds/ledger/files?name=a', '', 400, '上传内容为空'],
    ['a file for no feed', '/feeds/nobody/files?name=a', 'x', 404, 'There is no feed nobody'],
    ['a file for a feed that is pushed', '/feeds/orders/files?name=a', 'x', 409, 'takes no files'],
    ['a file without a name', '/feeds/ledger/files', 'x', 400, 'name'],
    ['a file for no purpose', '/files?name=a&purpose=other', 'x', 400, 'purpose'],
  ])('%s', async (_, path, body, status, message) => {
    const answer = await post(path, body)
    expect(answer.status).toBe(status)
    expect(answer.body['detail']).toContain(message)
  })

  it('a file that is too large is refused before it has come, or as soon as it is too large', async () => {
    const answers = await Promise.all([true, false].map((announced) => new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sending = request(`${url}/feeds/ledger/files?name=big.xlsx`, { agent: false, method: 'POST', headers: announced ? { 'content-length': '70000000' } : { 'transfer-encoding': 'chunked' } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
      sending.on('error', reject)
      if (announced) sending.write(Buffer.alloc(10))
      else for (let part = 0; part < 66; part++) sending.write(Buffer.alloc(1_048_576))
      if (!announced) sending.end()
    })))
    for (const { status, text } of answers) {
      expect(status).toBe(413)
      expect(text).toContain('64 MiB')
      expect(text).toContain('file-drop')
    }
  })

  it('a file that breaks off leaves nothing behind', async () => {
    const spools = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('ctmm-upload-'))
    const before = await sql<{ count: number }>`select count(*)::integer as count from stored_file`.execute(workbench.store.db)
    const sending = request(`${url}/feeds/ledger/files?name=half.xlsx`, { agent: false, method: 'POST', headers: { 'content-length': '1000' } })
    sending.on('error', () => undefined)
    await new Promise((resolve) => sending.write(Buffer.alloc(500), resolve))
    await expect.poll(() => spools().length, { timeout: 20_000 }).toBeGreaterThan(0)
    sending.destroy()
    await expect.poll(() => spools(), { timeout: 20_000 }).toEqual([])
    expect((await sql<{ count: number }>`select count(*)::integer as count from stored_file`.execute(workbench.store.db)).rows).toEqual(before.rows)
  })

  it.each(['../../etc/passwd', 'C:\\temp\\a.csv', 'a"; filename="b.html', 'a\r\nset-cookie: x', '\u0000', '..', '\u202efdp.exe', `${'长'.repeat(255)}`, 'a/b/../c.xlsx', '<script>.xlsx'])('a name such as %j is never a path or a header', async (name) => {
    const { status, taken } = await post(`/files?name=${encodeURIComponent(name)}`, randomBytes(8))
    expect(status).toBe(200)
    expect(taken).toHaveProperty('name', expect.not.stringMatching(/[/\\"\p{Cc}<>\u202e]|^\.+$/u))
    const response = await fetch(`${url}/files/${String(Reflect.get(taken, 'id'))}`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~!-]+$/)
    expect(response.headers.get('set-cookie')).toBeNull()
  })
})

describe('a file that is only kept', () => {
  it('can be looked at while a source is wired', async () => {
    const { body } = await post('/files?name=look.xlsx', book(['1', '2026-03-01', '草拟']))
    const response = await fetch(`${url}/wiring/discover`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ adapter: { kind: 'upload', format: { kind: 'xlsx' } }, file: body['id'] }) })
    expect(await response.json()).toMatchObject({ fields: [{ path: '编号' }, { path: '日期' }, { path: '状态' }], samples: [{ position: 2, record: { 编号: '1' } }] })
  })
})

describe('the form of an indicator', () => {
  it('is handed out, filled in, applied with its own feed file, and handed back', async () => {
    const response = await fetch(`${url}/forms/I19.xlsx`)
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('I19 新型产业/商业社区数 填报表.xlsx'.split('/').at(-1) ?? ''))
    const path = join(folder.path, 'form.xlsx')
    writeFileSync(path, Buffer.from(await response.arrayBuffer()))
    const { feeds } = await jsonOf<{ readonly feeds: readonly { readonly text: string }[] }>(await fetch(`${url}/forms/I19/feeds`))
    expect(feeds).toHaveLength(1)
    const applied = await jsonOf<{ readonly id: string }>(await fetch(`${url}/feeds`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: feeds[0]?.text, fileName: 'form.feed.yaml' }) }))
    const filled = await fillForm(path, [{ sheet: 1, rows: [['XQ-1', '甲社区', '990901001', '已验收', 46_000], ['XQ-2', '乙社区', '990902001', '建设中', 46_000]] }])
    expect((await hand(applied.id, 'form.xlsx', filled)).taken).toMatchObject({ received: 2, stored: 2, rejected: 0 })
    expect((await hand(applied.id, 'form.xlsx', filled)).taken).toMatchObject({ known: true })
  })

  it.each(['R01', 'nothing', 'I99'])('%s has none', async (indicator) => {
    expect((await fetch(`${url}/forms/${indicator}.xlsx`)).status).toBe(404)
    expect((await fetch(`${url}/forms/${indicator}/feeds`)).status).toBe(404)
  })
})
