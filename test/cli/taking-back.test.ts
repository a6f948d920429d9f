// What a feed delivered is taken back, and what waits for a bureau is written out, from the command line: on the store itself and through a server.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ctmm, startServer } from './command.ts'

const CITY = `schema: ctmm-city/1
name: {zh: 小城, en: Small town}
zone: Asia/Shanghai
root: "990000"
areas:
- {code: "990000", kind: city, zh: 小城, en: Small town}
bureaus:
- {code: zwb, zh: 政务局, en: Government Services}
`
const FEED = `schema: ctmm-feed/1
id: hotline
zh: 热线
en: Hotline
source: hotline
bureau: zwb
adapter: {kind: csv-file, path: rows.csv, encoding: utf-8}
delivery: full
cadenceMinutes: 60
coverage: {until: max-of, field: acceptedAt}
columns: [id, accepted]
mapping:
  fact: {kind: case, caseType: appeal}
  dates: {format: "yyyy-MM-dd HH:mm:ss"}
  key: {path: id}
  observedAt: {path: accepted}
  acceptedAt: {path: accepted}
`

let directory: string
const file = (name: string): string => join(directory, name)
const store = (): Readonly<Record<string, string>> => ({ CTMM_DATA: file('data') })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ctmm-undo-'))
  await writeFile(file('city.yaml'), CITY)
  await writeFile(file('hotline.feed.yaml'), FEED)
  await writeFile(file('rows.csv'), 'id,accepted\n1,2026-03-01 08:00:00\n2,2026-03-01 09:00:00\n3,gestern\n')
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function did(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ctmm(args, store())
  expect([args.join(' '), code, code === 0 ? '' : stderr]).toEqual([args.join(' '), 0, ''])
  return stdout
}

describe('on the store itself, then through a server', { timeout: 420_000 }, () => {
  it('an undo is shown first and done when it is confirmed with a reason', async () => {
    await did(['city', 'apply', file('city.yaml')])
    await did(['feed', 'apply', file('hotline.feed.yaml')])
    await did(['feed', 'run', file('hotline.feed.yaml')])
    expect(await did(['feed', 'undo', 'hotline'])).toMatch(/2 statements about 2 records would be taken back.*Nothing was changed/s)
    expect(JSON.parse(await did(['feed', 'undo', 'hotline', '--to', '2020-01-01', '--json']))).toMatchObject({ state: 'preview', batches: 0, statements: 0 })
    expect(JSON.parse(await did(['feed', 'undo', 'hotline', '--yes', '--because', '误传', '--json']))).toMatchObject({ state: 'done', statements: 2, because: '误传' })
    expect(JSON.parse(await did(['feed', 'run', file('hotline.feed.yaml'), '--json']))).toMatchObject({ stored: 2, duplicate: 0, rejected: 1 })
  })

  it.each([
    [['hotline', '--yes'], 2, /--because/],
    [['hotline', '--from', 'soon'], 1, /no instant/],
    [['hotline', '--from', '2026-03-02', '--run', '3'], 2, /not several/],
    [['hotline', '--batch', 'x'], 2, /no number/],
    [['nowhere'], 1, /no feed nowhere/],
    [[], 2, /missing/],
  ])('refuses %j', async (args, code, text) => {
    const answer = await ctmm(['feed', 'undo', ...args], store())
    expect([answer.code, answer.stderr]).toEqual([code, expect.stringMatching(text)])
  })

  it('a server does the same, and writes the check sheet of a bureau once', async () => {
    const server = await startServer(store())
    try {
      expect(await did(['check-sheet', 'zwb', file('sheet.xlsx')])).toContain('written')
      expect((await readFile(file('sheet.xlsx'))).subarray(0, 2).toString()).toBe('PK')
      for (const [args, text] of [[['zwb', file('sheet.xlsx')], /exists/], [['nobody', file('other.xlsx')], /no bureau nobody/]] as const) {
        const { code, stderr } = await ctmm(['check-sheet', ...args], store())
        expect([code, stderr]).toEqual([1, expect.stringMatching(text)])
      }
      expect(JSON.parse(await did(['feed', 'undo', 'hotline', '--json']))).toMatchObject({ statements: 2 })
      expect(await did(['feed', 'undo', 'hotline', '--yes', '--because', 'again'])).toContain('2 statements of 2 deliveries taken back')
      expect(JSON.parse(await did(['feed', 'undo', 'hotline', '--json']))).toMatchObject({ statements: 0, coveredUntil: { before: null, after: null } })
    } finally {
      await server.kill('SIGTERM')
    }
  })
})
