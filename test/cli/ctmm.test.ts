// What scripts rely on: every contract line of the command, run as a child process.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DRAFT_2026 } from '../../server/model-file.ts'
import { findCommand, usageOf } from '../../server/cli/commands.ts'
import { ctmm, startServer } from './command.ts'

const FEED_ROWS = 'id,accepted,dispatched,contact,closed,district\n' +
  '20260000000000000001,2026-03-01 08:00:00,2026-03-01 08:10:00,2026-03-01 09:10:00,2026-03-02 10:00:00,D1\n' +
  '20260000000000000002,2026-03-01 09:00:00,2026-03-01 09:10:00,,,D2\n' +
  '20260000000000000003,2026-13-01 09:00:00,2026-03-01 09:10:00,,,D2\n'

const CITY = `schema: ctmm-city/1
name: {zh: 小城, en: Small town}
zone: Asia/Shanghai
root: "990000"
areas:
- {code: "990000", kind: city, zh: 小城, en: Small town}
- {code: D1, kind: district, parent: "990000", zh: 东区, en: East}
- {code: D2, kind: district, parent: "990000", zh: 西区, en: West}
bureaus: []
`

const FEED = `schema: ctmm-feed/1
id: small-hotline
zh: 小城热线
en: Small hotline
source: hotline
adapter: {kind: csv-file, path: rows.csv, encoding: utf-8}
delivery: full
cadenceMinutes: 60
coverage: {until: max-of, field: acceptedAt}
columns: [id, accepted, dispatched, contact, closed, district]
mapping:
  fact: {kind: case, caseType: appeal}
  dates: {format: "yyyy-MM-dd HH:mm:ss"}
  key: {path: id}
  version: {path: accepted, date: {format: "yyyy-MM-dd HH:mm:ss"}}
  observedAt: {path: accepted}
  area: {path: district, by: code}
  acceptedAt: {path: accepted}
  dispatchedAt: {path: dispatched}
  firstContactAt: {path: contact}
  closedAt: {path: closed}
`

let directory: string
const file = (name: string): string => join(directory, name)

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ctmm-cli-'))
  await writeFile(file('city.yaml'), CITY)
  await writeFile(file('hotline.feed.yaml'), FEED)
  await writeFile(file('rows.csv'), FEED_ROWS)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function judged(values: unknown): Promise<{ readonly standings: readonly { item: string; proven: number | null; ceiling: number; blockers: { requirement: string }[]; unknowns: { requirement: string }[] }[] }> {
  await writeFile(file('values.json'), JSON.stringify({ values }))
  const { code, stdout, stderr } = await ctmm(['judge', file('values.json'), '--json'])
  expect(stderr).not.toMatch(/Error|ctmm judge/)
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('ctmm by itself', () => {
  it('helps: with everything, with a group and with every command', async () => {
    const all = await ctmm(['--help'])
    expect(all.code).toBe(0)
    const commands = [...all.stdout.matchAll(/^ {2}ctmm ([a-z-]+(?: [a-z]+){0,2})/gm)].map(([, name]) => name ?? '')
    expect(commands.length).toBeGreaterThan(8)
    for (const name of commands) {
      const found = findCommand(name.split(' '))
      expect(found === undefined ? '' : usageOf(found.command), name).toContain(`ctmm ${name}`)
    }
    // Each is a process of its own; the rest is told by the same words.
    for (const name of ['feed', 'model', 'feed run']) {
      const { code, stdout } = await ctmm([...name.split(' '), '--help'])
      expect(code, name).toBe(0)
      expect(stdout, name).toContain('ctmm')
    }
  })

  it('refuses an unknown command and an unknown option with exit code 2', async () => {
    expect((await ctmm(['levle'])).code).toBe(2)
    const option = await ctmm(['levels', '--aera', 'la'])
    expect(option.code).toBe(2)
    expect(option.stderr).toContain('--aera')
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT'],
    [{ HOST: '0.0.0.0' }, 'HOST'],
    [{ DATABASE_URL: 'mysql://here' }, 'DATABASE_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('stops at the start when a setting makes no sense: %o', async (environment, name) => {
    const { code, stderr } = await ctmm(['start'], { CTMM_DATA: file('never'), ...environment })
    expect(code).toBe(1)
    expect(stderr).toContain(name)
    expect(existsSync(file('never'))).toBe(false)
  })
})

describe('ctmm model check', () => {
  it('prints the counts of the model in force', async () => {
    const { code, stdout } = await ctmm(['model', 'check', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ domains: 5, subdomains: 16, items: 38, characteristics: 313, requirements: 43, indicators: 22, errata: 39, version: 'CTMM-2026-报批稿' })
  })

  it('names file and line of a bound that falls back', async () => {
    const text = await readFile(DRAFT_2026, 'utf8')
    const lines = text.split('\n')
    const line = lines.findIndex((candidate) => candidate.includes('id: Q27'))
    expect(line).toBeGreaterThan(0)
    const bound = lines.findIndex((candidate, index) => index >= line && /bound: ["']80["']/.test(candidate))
    lines[bound] = (lines[bound] ?? '').replace(/bound: ["']80["']/, 'bound: "50"')
    await writeFile(file('broken.yaml'), lines.join('\n'))
    const { code, stderr } = await ctmm(['model', 'check', file('broken.yaml')])
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`broken\\.yaml:\\d+: `))
    expect(stderr).toContain('Q27')
  })
})

describe('ctmm judge', () => {
  it('gives 38 standings, and 79.96 % is level two with the line of level three in the way', async () => {
    const { standings } = await judged([{ indicator: 'event_online_disposal_rate', numerator: 7996, denominator: 10000 }])
    expect(standings).toHaveLength(38)
    const c28 = standings.find(({ item }) => item === 'C28')
    expect(c28).toMatchObject({ proven: 2, ceiling: 2, unknowns: [] })
    expect(c28?.blockers.map(({ requirement }) => requirement)).toEqual(['Q27'])
  })

  it('says 0 when a level-one number fails and null when nothing is proven', async () => {
    const { standings } = await judged([{ indicator: 'event_online_disposal_rate', numerator: 3999, denominator: 10000 }, { indicator: 'open_scenarios_count', state: 'no-data' }])
    expect(standings.find(({ item }) => item === 'C28')).toMatchObject({ proven: 0, ceiling: 0 })
    expect(standings.find(({ item }) => item === 'C35')).toMatchObject({ proven: null, ceiling: 5 })
    expect(standings.find(({ item }) => item === 'C01')).toMatchObject({ proven: null, ceiling: 5, blockers: [], unknowns: [] })
  })

  it('reads for each requirement the value of its own population only', async () => {
    const mean = (hours: number, population?: string): unknown => ({ indicator: 'appeal_mean_response_hours', sumMs: hours * 3_600_000 * 10, count: 10, ...(population === undefined ? {} : { population }) })
    const rate = { indicator: 'appeal_annual_completion_rate', numerator: 90, denominator: 100 }
    const whole = (await judged([mean(6), rate])).standings.find(({ item }) => item === 'C32')
    expect(whole).toMatchObject({ proven: null, ceiling: 3 })
    expect(whole?.unknowns.map(({ requirement }) => requirement)).toEqual(['Q31'])
    const both = (await judged([mean(6), mean(24, 'excluding-complex'), rate])).standings.find(({ item }) => item === 'C32')
    expect(both).toMatchObject({ proven: 3, ceiling: 3, unknowns: [] })
  })

  it('takes a zero denominator as unknown', async () => {
    const { standings } = await judged([{ indicator: 'event_online_disposal_rate', numerator: 0, denominator: 0 }])
    expect(standings.find(({ item }) => item === 'C28')).toMatchObject({ proven: null, ceiling: 5 })
  })

  it.each([
    [{ indicator: 'event_online_disposal_rate', numerator: 11, denominator: 10 }, 'numerator'],
    [{ indicator: 'event_online_disposal_rate', numerator: null, denominator: 10 }, 'null'],
    [{ indicator: 'no_such_rate', value: 1 }, 'no_such_rate'],
    [{ indicator: 'open_scenarios_count', value: -1 }, '-1'],
    [{ indicator: 'open_scenarios_count', value: 1.5 }, '1.5'],
  ])('refuses %o and says why', async (value, word) => {
    await writeFile(file('bad.json'), JSON.stringify({ values: [value] }))
    const { code, stderr } = await ctmm(['judge', file('bad.json'), '--json'])
    expect(code).toBe(1)
    expect(stderr).toContain(word)
  })
})

describe('ctmm on a store', { timeout: 240_000 }, () => {
  it('goes from nothing to levels: migrate, city, feed, levels', async () => {
    const environment = { CTMM_DATA: file('store') }
    const migrated = await ctmm(['migrate', '--json'], environment)
    expect(migrated.code, migrated.stderr).toBe(0)
    expect(JSON.parse(migrated.stdout).applied.length).toBeGreaterThan(0)
    expect(JSON.parse((await ctmm(['migrate', '--json'], environment)).stdout)).toEqual({ applied: [] })

    const early = await ctmm(['feed', 'run', file('hotline.feed.yaml')], environment)
    expect(early.code).toBe(1)
    expect(early.stderr).toContain('ctmm city apply')

    expect((await ctmm(['city', 'apply', file('city.yaml')], environment)).code).toBe(0)
    expect((await ctmm(['feed', 'check', file('hotline.feed.yaml')], environment)).code).toBe(0)
    const preview = await ctmm(['feed', 'preview', file('hotline.feed.yaml'), '--rows', '3'], environment)
    expect(preview.stdout).toContain('2 facts, 1 rejected')

    const first = await ctmm(['feed', 'run', file('hotline.feed.yaml'), '--json'], environment)
    expect(JSON.parse(first.stdout)).toEqual({ received: 3, stored: 2, duplicate: 0, rejected: 1 })
    const second = await ctmm(['feed', 'run', file('hotline.feed.yaml'), '--json'], environment)
    expect(JSON.parse(second.stdout)).toEqual({ received: 3, stored: 0, duplicate: 2, rejected: 1 })

    const levels = await ctmm(['levels', '--area', '990000', '--as-of', '2026-03-01T10:10:00+08:00', '--json'], environment)
    const reading: { area: string; values: Record<string, unknown>[]; standings: unknown[] } = JSON.parse(levels.stdout)
    expect(reading.area).toBe('990000')
    expect(reading.standings).toHaveLength(38)
    const response = reading.values.find((value) => value['indicator'] === 'appeal_mean_response_hours' && value['population'] === 'all' && value['judged'] === true)
    // One answered after an hour, one still waiting after an hour.
    expect(response).toMatchObject({ sumMs: 2 * 3_600_000, count: 2, state: 'ok', calculation: 'appeal-response/1' })

    const unknown = await ctmm(['levels', '--area', 'D9', '--json'], environment)
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain('D9')
  })

  it('talks to the server while a server holds the store, survives its kill, and the store is free afterwards', async () => {
    const environment = { CTMM_DATA: file('held') }
    const server = await startServer(environment)
    try {
      expect((await ctmm(['city', 'apply', file('city.yaml')], environment)).code).toBe(0)
      const run = await ctmm(['feed', 'run', file('hotline.feed.yaml'), '--json'], environment)
      expect(JSON.parse(run.stdout), run.stderr).toEqual({ received: 3, stored: 2, duplicate: 0, rejected: 1 })
      const levels = await ctmm(['levels', '--as-of', '2026-03-02T00:00:00+08:00', '--json'], environment)
      expect(JSON.parse(levels.stdout).standings).toHaveLength(38)
      const migrated = await ctmm(['migrate', '--json'], environment)
      expect(JSON.parse(migrated.stdout), migrated.stderr).toEqual({ applied: [] })
      const standings = await fetch(`${server.url}/api/v1/standings?area=D2`)
      expect(standings.status).toBe(200)
    } finally {
      await server.kill('SIGKILL')
    }
    const again = await ctmm(['feed', 'run', file('hotline.feed.yaml'), '--json'], environment)
    expect(JSON.parse(again.stdout), again.stderr).toEqual({ received: 3, stored: 0, duplicate: 2, rejected: 1 })
  })

  it('stops in order when asked to', async () => {
    const server = await startServer({ CTMM_DATA: file('orderly') })
    await server.kill('SIGTERM')
    expect(existsSync(file('orderly.lock'))).toBe(false)
  })

  it('deletes the demonstration without trace', async () => {
    const environment = { CTMM_DATA: file('shown') }
    const server = await startServer(environment, ['--demo'])
    const city: { demo: boolean } = JSON.parse(await (await fetch(`${server.url}/api/v1/city`)).text())
    expect(city.demo).toBe(true)
    expect((await ctmm(['demo', 'remove'], environment)).code).toBe(1)
    await server.kill('SIGTERM')
    expect(existsSync(file('shown-demo'))).toBe(true)
    expect((await ctmm(['demo', 'remove'], environment)).code).toBe(0)
    expect(existsSync(file('shown-demo'))).toBe(false)
  })
})
