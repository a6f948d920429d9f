// What the first view costs, and that the build keeps to the content policy: no inline script, no outside address.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, untilLive, type Stage } from './stage.ts'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const FIRST_VIEW_BYTES = 60_000
const FEEDS_BYTES = 400_000
/** What comes with the desk, after the first reading. */
const DESK = /DeskStrip|ChangeList|desk|useDesk|person|durations|useAction|ExportButton|texts|ProblemNotice/

describe('the build', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  /** Scripts that the page loads until its reading is live, ECharts apart. */
  async function scriptsOf(path: string): Promise<Map<string, number>> {
    const { page } = await stage.visit(path)
    await untilLive(page)
    if (path !== '/') await page.locator('.drawing svg').waitFor()
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname))
    const loaded = new Map(names.filter((name) => name.endsWith('.js')).map((name) => [name, gzipSync(readFileSync(dist + name)).length]))
    return loaded
  }
  const sum = (sizes: Iterable<number>): number => [...sizes].reduce((total, size) => total + size, 0)

  it('shows the overview with less than 60 KB of script; its desk is asked for once the figures are there', async () => {
    const loaded = await scriptsOf('/')
    expect([...loaded.keys()].some((name) => name.includes('echarts'))).toBe(false)
    expect(sum([...loaded].filter(([name]) => !DESK.test(name)).map(([, size]) => size)), JSON.stringify([...loaded])).toBeLessThan(FIRST_VIEW_BYTES)
    const { page } = await stage.visit('/')
    await page.route('**/api/v1/live*', () => undefined)
    await page.reload({ waitUntil: 'networkidle' })
    expect((await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))).filter((name) => DESK.test(name) && name.endsWith('.js'))).toEqual([])
  })
  it('shows an item with less than 60 KB; its chart panels and ECharts come afterwards in chunks of their own', async () => {
    const loaded = await scriptsOf('/items/C28')
    const first = [...loaded].filter(([name]) => !/echarts|TrendPanel|ComparisonPanel|AreaDots|StandingTimeline|TableDisclosure|WindowTable|ManualPanel|WhyPanel|DistributionPanel|ExportMenu|ExportButton|CountsTree|take-away|printing|zh-panels|useAction|durations|history|texts|trend-axis|timeline|area-dots|ProblemNotice/.test(name))
    expect(first.length).toBeLessThan(loaded.size)
    expect(sum(first.map(([, size]) => size)), JSON.stringify(first)).toBeLessThan(FIRST_VIEW_BYTES)
  })
  it('shows the feeds, one of them and the wizard with less than 400 KB between them', async () => {
    const loaded = new Map((await Promise.all(['/feeds', '/feeds/hotline-12345', '/feeds/hotline-12345/letters', '/feeds/new'].map(async (path) => {
      const { page } = await stage.visit(path)
      await untilLive(page)
      const names = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname))
      return names.filter((name) => name.endsWith('.js')).map((name) => [name, gzipSync(readFileSync(dist + name)).length] as const)
    }))).flat())
    expect([...loaded.keys()].some((name) => name.includes('echarts'))).toBe(false)
    expect(sum(loaded.values())).toBeLessThan(FEEDS_BYTES)
  })
  it('has no inline script and names no other origin', () => {
    const html = readFileSync(`${dist}index.html`, 'utf8')
    expect(html.match(/<script(?![^>]*\bsrc=)/)).toBeNull()
    const sources = readdirSync(`${dist}assets`).filter((name) => name.endsWith('.css')).map((name) => readFileSync(`${dist}assets/${name}`, 'utf8'))
    for (const source of [html, ...sources]) expect(source.match(/https?:\/\/(?!www\.w3\.org)/)).toBeNull()
  })
})
