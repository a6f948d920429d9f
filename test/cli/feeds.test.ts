// Feed files from the command line: templates, a look at the source, differences, all in force at once or none.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ctmm, startServer, type RunningServer } from './command.ts'

const CITY = `schema: ctmm-city/1
name: {zh: 小城, en: Small town}
zone: Asia/Shanghai
root: "990000"
areas:
- {code: "990000", kind: city, zh: 小城, en: Small town}
bureaus: [{code: sjj, zh: 数据局, en: Data Bureau}]
`
const feed = (id: string, more = ''): string => `# ${id}
schema: ctmm-feed/1
id: ${id}
zh: ${id} 台账
en: ${id} ledger
source: ${id}
adapter: {kind: csv-file, path: rows.csv, encoding: utf-8}
delivery: changes
cadenceMinutes: 60
coverage: {until: max-of, field: observedAt}
${more}mapping:
  fact: {kind: register-entry, register: demo-park}
  dates: {format: yyyy-MM-dd}
  key: {path: 编号}
  observedAt: {path: 日期}
  status: {constant: accepted}
`

let directory: string
let server: RunningServer
const file = (name: string): string => join(directory, name)
const data = () => ({ CTMM_DATA: file('data') })
/** A busy machine starts processes slowly. */
const LONG = 300_000

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ctmm-feeds-'))
  await mkdir(file('feeds/more'), { recursive: true })
  await writeFile(file('feeds/rows.csv'), '编号,日期,名称\n1,2026-03-01,甲\n2,2026-03-02,乙\n')
  await writeFile(file('feeds/a.feed.yaml'), feed('a'))
  await writeFile(file('feeds/more/b.feed.yaml'), feed('b'))
  await writeFile(file('feeds/notes.yaml'), 'not: a feed')
  await writeFile(file('feeds/look.yaml'), 'id: look\nadapter: {kind: csv-file, path: rows.csv, encoding: utf-8}\n')
  await writeFile(file('c.feed.yaml'), feed('c'))
  await writeFile(file('broken.feed.yaml'), feed('d').replace('demo-park', 'no-such-list'))
  await writeFile(file('twin.feed.yaml'), feed('c'))
  server = await startServer(data())
  const body = JSON.stringify({ text: CITY, fileName: 'city.yaml' })
  expect((await fetch(`${server.url}/api/v1/city/file`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status).toBe(200)
}, LONG)
afterAll(async () => {
  await server?.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

/** Feeds of `diff --json` by their state, and what is absent. */
async function diffOf(...paths: readonly string[]): Promise<{ readonly states: Readonly<Record<string, string>>; readonly absent: readonly string[]; readonly changes: readonly unknown[] }> {
  const { code, stdout, stderr } = await ctmm(['feed', 'diff', ...paths, '--json'], data())
  expect(code, stderr).toBe(0)
  const { feeds, absent }: { feeds: { id: string; state: string; changes: unknown[] }[]; absent: string[] } = JSON.parse(stdout)
  return { states: Object.fromEntries(feeds.map(({ id, state }) => [id, state])), absent, changes: feeds.flatMap(({ changes }) => changes) }
}

async function looks(): Promise<void> {
  const look = await ctmm(['feed', 'discover', file('feeds/look.yaml'), '--rows', '1', '--json'], data())
  expect(look.code, look.stderr).toBe(0)
  expect(JSON.parse(look.stdout)).toMatchObject({ fields: [{ path: '编号' }, { path: '日期' }, { path: '名称' }], samples: [{ record: { 编号: '1', 名称: '甲' } }] })
}

describe('feed files by commands, through the server that holds the store', () => {
  it('begin with a template, which is refused until it is filled in', async () => {
    const list = await ctmm(['feed', 'template', 'list', '--json'])
    expect(JSON.parse(list.stdout).templates.map(({ id }: { id: string }) => id)).toContain('hotline-orders')
    const one = await ctmm(['feed', 'template', 'demo-parks'])
    expect(one.stdout).toContain('bureau: «bureau»')
    await writeFile(file('park.feed.yaml'), one.stdout)
    const check = await ctmm(['feed', 'check', file('park.feed.yaml')], data())
    expect([check.code, check.stderr]).toEqual([1, expect.stringContaining('«contact» is still to be filled in')])
    expect((await ctmm(['feed', 'template', 'no-such'])).stderr).toContain('feed template list')
  }, LONG)

  it('are preceded by a look at a source that has no mapping yet', async () => {
    await looks()
    await writeFile(file('feeds/away.yaml'), 'adapter: {kind: csv-file, path: away.csv, encoding: utf-8}\n')
    expect(await ctmm(['feed', 'discover', file('feeds/away.yaml')], data())).toMatchObject({ code: 1, stderr: expect.stringContaining('away.csv') })
    expect((await ctmm(['feed', 'discover', file('feeds/look.yaml'), '--rows', '0'], data())).code).toBe(2)
  }, LONG)

  it('are applied by directory, and what changes is shown first', async () => {
    const first = await ctmm(['feed', 'apply', file('feeds')], data())
    expect([first.code, first.stdout]).toEqual([0, '+ a: new\n+ b: new\nApplied 2 feed files.\n'])
    await writeFile(file('feeds/a.feed.yaml'), feed('a', 'bureau: sjj\n').replace('{path: 编号}', '{path: 项目编号}'))
    expect((await ctmm(['feed', 'apply', file('feeds'), '--dry-run'], data())).stdout).toContain('Nothing was changed.')
    expect(await diffOf(file('feeds'))).toMatchObject({
      states: { a: 'changed', b: 'same' },
      absent: [],
      changes: [{ zh: '负责部门：新增“sjj”' }, { at: '/mapping/key/path', before: '编号', after: '项目编号', zh: '唯一编号 · 来源列：由“编号”改为“项目编号”', en: 'Unique number · column: from "编号" to "项目编号"' }],
    })
    expect((await ctmm(['feed', 'apply', file('feeds')], data())).stdout).toMatch(/^~ a: changed\n[^]*= b: unchanged\nApplied 2 feed files\.\n$/)
  }, LONG)

  it('are in force all of them or none, and everything that is wrong is named', async () => {
    const broken = await ctmm(['feed', 'apply', file('c.feed.yaml'), file('broken.feed.yaml'), file('twin.feed.yaml')], data())
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringMatching(/no-such-list[^]*holds a feed c/)])
    expect(await diffOf(file('c.feed.yaml'))).toMatchObject({ states: { c: 'new' }, absent: ['a', 'b'] })
    expect(await ctmm(['feed', 'apply', file('nowhere')], data())).toMatchObject({ code: 1, stderr: expect.stringContaining('nowhere') })
    expect((await ctmm(['feed', 'apply'], data())).code).toBe(2)
  }, LONG)

  it('take feeds away only when told to, and bring them back with their file', async () => {
    const one = file('feeds/a.feed.yaml')
    expect((await ctmm(['feed', 'apply', one], data())).stdout).toContain('b: in force and not among these files; --prune removes it')
    expect((await ctmm(['feed', 'apply', one, '--prune'], data())).stdout).toMatch(/- b: removed[^]*removed 1\.\n$/)
    expect(await diffOf(file('feeds'))).toEqual({ states: { a: 'same', b: 'brought-back' }, absent: [], changes: [] })
    const back = JSON.parse((await ctmm(['feed', 'apply', file('feeds'), '--json'], data())).stdout)
    expect(back).toMatchObject({ feeds: [{ id: 'a', state: 'same' }, { id: 'b', state: 'brought-back' }], removed: [] })
  }, LONG)

  it('are the same to commands that open the store themselves', async () => {
    await server.kill('SIGTERM')
    await looks()
    expect((await ctmm(['feed', 'apply', file('c.feed.yaml')], data())).stdout).toMatch(/^\+ c: new\n[^]*Applied 1 feed file\.\n$/)
    expect((await diffOf(file('feeds'))).states).toEqual({ a: 'same', b: 'same' })
  }, LONG)
})
