// The two pages as people use them: live, deep links, the past, areas, languages, and nothing that jumps or leaves the origin.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchShifts } from './layout-shifts.ts'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const SIZES = [[390, 844], [1366, 768], [1920, 1080], [3840, 1080]] as const

describe.each(['/', '/items/C28', '/items', '/items/C01', '/items/C32?population=excluding-complex', '/feeds', '/feeds/new'])('%s', (path) => {
  it('has no console error and asks nobody else for anything', async () => {
    const { page, complaints } = await stage.visit(path)
    await untilLive(page)
    await page.waitForTimeout(1_500)
    expect(complaints).toEqual([])
  })
})

describe('live data', () => {
  it.each([['/', 1366], ['/items/C28', 1366], ['/', 390], ['/items/C28', 390]] as const)('moves nothing on %s at %i', async (path, width) => {
    const { page } = await stage.visit(path, { viewport: { width, height: 768 } })
    await untilLive(page)
    if (path !== '/') await page.locator('.drawing svg').waitFor()
    await page.waitForTimeout(500)
    const shifts = await watchShifts(page)
    await page.waitForTimeout(4_500)
    expect(await shifts()).toEqual({ sum: 0, moved: [] })
  })
  it('moves nothing when the first reading fills the overview', async () => {
    const { page } = await stage.visit('/')
    await page.route('**/api/v1/live*', async (route) => {
      await new Promise((done) => setTimeout(done, 1_200))
      await route.continue()
    })
    await page.reload()
    await page.locator('.indicator').first().waitFor()
    const shifts = await watchShifts(page)
    await untilLive(page)
    await page.waitForTimeout(800)
    expect(await shifts()).toEqual({ sum: 0, moved: [] })
  })
  it('ticks', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    const clock = page.locator('.clock .at')
    const before = await clock.innerText()
    await expect.poll(() => clock.innerText(), { timeout: 10_000 }).not.toBe(before)
  })
  it('says so when the server goes away', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    await page.route('**/api/v1/live*', (route) => route.abort())
    await page.context().setOffline(true)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await page.locator('.dot.reconnecting, .dot.frozen').waitFor({ timeout: 20_000 })
  })
})

describe('an address', () => {
  it('opens an item in English and dark with its title', async () => {
    const { page } = await stage.visit('/items/C28?lang=en&theme=dark')
    await untilLive(page)
    // The other language comes in a file of its own.
    await page.locator('main h1').getByText('Disposal process', { exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.title()).toContain('Disposal process')
  })
  it('keeps area and language when the page changes, and back works', async () => {
    const { page } = await stage.visit('/?lang=en')
    await untilLive(page)
    const select = page.getByLabel('Area', { exact: true })
    const second = await select.locator('option').nth(1).getAttribute('value')
    await select.selectOption(second)
    await page.waitForURL(`**/*area=${second}*`)
    await page.getByRole('link', { name: 'Items', exact: true }).click()
    await page.waitForURL(`**/items?*area=${second}*`)
    expect(page.url()).toContain('lang=en')
    await page.goBack()
    await page.goBack()
    expect(new URL(page.url()).search).toBe('?lang=en')
  })
  it('that names nothing says so', async () => {
    const { page } = await stage.visit('/items/C99')
    expect(await page.locator('main h1').innerText()).toBe('没有编号为 C99 的能力项。')
    await page.evaluate(() => {
      history.pushState({}, '', '/no/such/page')
      dispatchEvent(new PopStateEvent('popstate', { state: {} }))
    })
    await page.getByText('没有这一页').waitFor()
  })
  it('reads a past moment by both clocks, says so in a band, and returns to live', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    await page.locator('.clock').click()
    await page.locator('#as-of').fill('2026-10-01T08:00')
    await page.getByText('当时所知').click()
    await page.getByRole('button', { name: '次日 08:00' }).click()
    await page.getByRole('button', { name: '查看', exact: true }).click()
    await page.getByText('回看 2026-10-01 08:00 · 按 2026-10-02 08:00 所知').waitFor()
    const asked = new URL(page.url()).searchParams
    expect([asked.get('asOf'), asked.get('knownAt')]).toEqual(['2026-10-01T08:00:00+08:00', '2026-10-02T08:00:00+08:00'])
    await page.getByRole('link', { name: '能力项', exact: true }).click()
    await page.waitForURL('**/items?*knownAt=*')
    await page.getByRole('button', { name: '返回实时' }).click()
    await page.locator('.dot.live').waitFor()
    expect(page.url()).not.toMatch(/asOf|knownAt/)
  })
  it('of a day\'s end opens from the usual moments and names it 24:00', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    await page.locator('.clock').click()
    await page.getByRole('button', { name: '上月末' }).click()
    await page.getByRole('button', { name: '查看', exact: true }).click()
    await page.locator('.strip.past').waitFor()
    expect(await page.locator('.strip.past .middle').innerText()).toMatch(/回看 \d{4}-\d\d-\d\d 24:00 · 按现在所知/)
  })
})

describe('looking back', () => {
  it('marks what was restated, and tells the earlier figure to pointer and keyboard', async () => {
    if (!stage.fake) return
    const { page } = await stage.visit('/?asOf=2026-06-30T23:59:59.999%2B08:00')
    await untilLive(page)
    const mark = page.locator('.indicator .restated').first()
    await mark.locator('button').hover()
    await mark.locator('[role=tooltip]').waitFor()
    expect(await mark.locator('[role=tooltip]').innerText()).toMatch(/^当日日终为 \d+\.\d\d%/)
    await page.mouse.move(0, 0)
    await mark.locator('[role=tooltip]').waitFor({ state: 'hidden' })
    await mark.locator('button').focus()
    await mark.locator('[role=tooltip]').waitFor()
    await page.keyboard.press('Escape')
    await mark.locator('[role=tooltip]').waitFor({ state: 'hidden' })
  })
  it.each([1366, 390])('moves nothing when the past reading fills the overview at %i', async (width) => {
    const { page } = await stage.visit('/?asOf=2026-06-30T23:59:59.999%2B08:00', { viewport: { width, height: 768 } })
    const held = Promise.withResolvers<void>()
    await page.route('**/api/v1/standings*', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.reload()
    await page.locator('.indicator').first().waitFor()
    await page.locator('.strip.past').waitFor()
    const shifts = await watchShifts(page)
    held.resolve()
    await untilLive(page)
    await page.locator('.indicator .restated, .indicator b').first().waitFor()
    // No row moves; within one, what stands behind a figure may give way to its digits.
    const { sum, moved } = await shifts()
    expect(sum, moved.join(' | ')).toBeLessThan(0.001)
  })
})

describe('the demonstration city', () => {
  it('is marked on every page and in the title', async () => {
    for (const path of ['/', '/items', '/items/C28']) {
      const { page } = await stage.visit(path)
      await untilLive(page)
      await page.locator('.mark b', { hasText: '演示数据' }).waitFor()
      expect(await page.title()).toContain('演示数据')
    }
  })
})

describe('an area', () => {
  it('has values and bounds but no level', async () => {
    const { page } = await stage.visit('/')
    const area = await page.getByLabel('区域', { exact: true }).locator('option').nth(1).getAttribute('value')
    await page.goto(`${stage.url}/items/C28?area=${area}`)
    await untilLive(page)
    await page.locator('.drawing svg').waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/数值达[一二三四五]级/)
  })
})

describe('a trend', () => {
  it('changes its window, reach and resolution by the address, and hands itself on as a table', async () => {
    const { page } = await stage.visit('/items/C28')
    await untilLive(page)
    await page.locator('.drawing svg').waitFor()
    await page.getByRole('link', { name: '近 3 年' }).click()
    await page.getByRole('link', { name: '月', exact: true }).click()
    await page.waitForURL('**/*days=1095*')
    expect(new URL(page.url()).searchParams.get('resolution')).toBe('month')
    await page.getByText('期内最小至最大').waitFor()
    const window = page.getByRole('combobox', { name: '统计窗口' })
    await window.selectOption('rolling-30-days')
    await page.getByRole('region', { name: '走势与达标线' }).getByText('监测值，不判级').first().waitFor()
    const csv = await page.getByRole('link', { name: '下载 CSV' }).getAttribute('href')
    expect(Object.fromEntries(new URL(csv ?? '', page.url()).searchParams)).toMatchObject({ format: 'csv', lang: 'zh', window: 'rolling-30-days', resolution: 'month' })
  })
  it('keeps its band, its breaks and its dashed past apart in the table behind it', async () => {
    if (!stage.fake) return
    const { page } = await stage.visit('/items/C19?days=1095')
    await untilLive(page)
    await page.getByText('统计范围调整', { exact: true }).first().waitFor()
    await page.getByText('以表格查看').first().click()
    const heads = page.locator('.disclosure table').first().locator('th')
    await heads.first().waitFor()
    expect(await heads.allInnerTexts()).toEqual(['时点', '数值', '期内最小', '期内最大', '有数值的天数', '当日日终所知'])
  })
})

describe('a chart', () => {
  it('has its figures in a table behind it', async () => {
    const { page } = await stage.visit('/items/C28')
    await untilLive(page)
    await page.locator('.drawing svg').waitFor()
    await page.getByText('以表格查看').first().click()
    await page.locator('.disclosure table tbody tr').nth(1).waitFor()
  })
})

describe('screens', () => {
  const folder = process.env['CTMM_SCREENSHOTS'] ?? join(tmpdir(), 'ctmm-screens')
  mkdirSync(folder, { recursive: true })

  it.each(SIZES.flatMap(([width, height]) => ['light', 'dark'].map((theme) => [width, height, theme] as const)))('of %i x %i, %s, fit their width', async (width, height, theme) => {
    for (const [name, path] of [['overview', '/?'], ['item', '/items/C28?']] as const) {
      for (const lang of ['zh', 'en']) {
        const { page } = await stage.visit(`${path}theme=${theme}&lang=${lang}`, { viewport: { width, height } })
        await untilLive(page)
        if (name === 'item') await page.locator('.drawing svg').waitFor()
        await page.waitForTimeout(200)
        await page.screenshot({ path: join(folder, `${name}-${width}x${height}-${theme}-${lang}.png`) })
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        expect(overflow, `${name} ${lang}`).toBeLessThanOrEqual(0)
      }
    }
  })
})
