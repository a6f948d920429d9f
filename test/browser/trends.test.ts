// What leaders do: read what moved and why, narrow it, look back, take one sheet of paper along; and a wall that nobody touches.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { untilPassed, watchShifts } from './layout-shifts.ts'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const parameters = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams)
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
/** On a wall there is no top bar: its dot tells that the reading is there. */
const untilOnWall = async (page: Page): Promise<void> => void (await page.locator('.wall .dot.live, .wall .dot.past').waitFor({ timeout: 30_000 }))

describe('the trends', () => {
  it('are reached by g t, say what moved in words, and leave neither the origin nor an error behind', async () => {
    const { page, complaints } = await stage.visit('/')
    await untilLive(page)
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.waitForURL('**/trends*')
    await page.getByRole('heading', { level: 1, name: /趋势/ }).waitFor()
    await page.locator('.small-trend').first().waitFor()
    expect(await page.locator('.claim').innerText()).toMatch(/数值达标，非评估结论.*实时值，未经定版/s)
    expect(await page.locator('.nearest').innerText()).toMatch(/达[一二三四五]级须补 \d+ 项/)
    expect(await page.locator('.small-trend').count()).toBeGreaterThan(20)
    expect(complaints).toEqual([])
  })
  it('keep their span, their scope and their moment in the address, and back works', async () => {
    const { page } = await stage.visit('/trends')
    await page.locator('.small-trend').first().waitFor()
    await page.getByRole('link', { name: '近 3 年' }).click()
    await page.waitForURL('**/trends?*months=36*')
    await page.getByRole('combobox', { name: '范围' }).selectOption('C28')
    await page.waitForURL('**/trends?*item=C28*')
    await page.locator('.cards > li').nth(0).waitFor()
    await expect.poll(() => page.locator('.cards > li').count()).toBe(1)
    expect(parameters(page)).toEqual({ months: '36', item: 'C28' })
    await page.goBack()
    await expect.poll(() => page.locator('.cards > li').count()).toBeGreaterThan(20)
  })
  it('have a table behind their pictures', async () => {
    const { page } = await stage.visit('/trends')
    await page.locator('.small-trend').first().waitFor()
    await page.locator('.smalls summary').click()
    expect(await page.locator('.smalls th').allInnerTexts()).toEqual(['能力项', '指标', '期初', '期末', '变化', '含义', '期内最小', '期内最大'])
  })
  it('of an area have values and bounds and no level word', async () => {
    const { page } = await stage.visit('/trends')
    const area = await page.getByLabel('区域', { exact: true }).locator('option').nth(1).getAttribute('value')
    await page.goto(`${stage.url}/trends?area=${area}`)
    await page.locator('.small-trend').first().waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/数值达[一二三四五]级|等级上升/)
  })
  it('of the past say so and speak of that moment', async () => {
    const { page } = await stage.visit('/trends?asOf=2026-06-30T23:59:59.999%2B08:00')
    await page.locator('.small-trend').first().waitFor()
    expect(await page.locator('.claim').innerText()).toMatch(/回看值，未经定版.*2026-06-30 24:00 对 2025-06-30 24:00|回看值，未经定版.*2026-06-30/s)
  })
  it('move nothing once they have come', async () => {
    const { page } = await stage.visit('/trends')
    await page.locator('.small-trend').first().waitFor()
    await untilPassed(page, 1)
    const shifts = await watchShifts(page)
    await untilPassed(page, 3)
    expect(await shifts()).toEqual({ sum: 0, moved: [] })
  })
})

describe('one sheet for leaders', () => {
  it.each(['/trends', '/trends?lang=en', '/trends?months=36', '/trends?months=36&lang=en&theme=dark', '/trends?item=C28'])('is one page of A4 with nothing cut off, from %s', async (path) => {
    const { page } = await stage.visit(path)
    await untilLive(page)
    await page.locator('.small-trend').first().waitFor()
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }))).toBe(1)
    await page.emulateMedia({ media: 'print' })
    const sheet = page.locator('.sheet')
    expect(await sheet.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)
    expect(await sheet.innerText()).toMatch(path.includes('lang=en') ? /Demonstration data.*not an assessment.*5\. Who answers/s : /演示数据.*非评估结论.*五、谁负责/s)
    expect(await page.locator('.top').isVisible()).toBe(false)
  })
})

describe('a wall', () => {
  it.each([[1_920, 1_080, 1], [3_840, 1_080, 2], [5_760, 1_080, 3]])('fills %i x %i exactly with %i panels, in letters that are read from afar', async (width, height, panels) => {
    const { page, complaints } = await stage.visit('/wall', { viewport: { width, height } })
    await untilOnWall(page)
    await page.locator('.panel').first().waitFor()
    expect(await page.locator('.canvas').boundingBox()).toEqual({ x: 0, y: 0, width, height })
    expect(await page.locator('.panel').count()).toBe(panels)
    for (let turn = 0; turn < 4; turn++) {
      const found = await page.evaluate(() => {
        const small: string[] = []
        const walker = document.createTreeWalker(document.querySelector('.wall') ?? document.body, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const parent = node.parentElement
          if (parent === null || (node.textContent ?? '').trim() === '' || parent.closest('.visually-hidden, title') !== null) continue
          if (Number.parseFloat(getComputedStyle(parent).fontSize) < 24) small.push(`${parent.className}: ${node.textContent}`)
        }
        const outside = [...document.querySelectorAll('.panel')].filter((panel) => panel.scrollHeight > panel.clientHeight + 1 || panel.scrollWidth > panel.clientWidth + 1).map((panel) => panel.textContent?.slice(0, 20))
        return { small, outside, scrolls: document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight }
      })
      expect(found).toEqual({ small: [], outside: [], scrolls: false })
      await page.keyboard.press('ArrowRight')
    }
    expect(complaints).toEqual([])
  })
  it('has no top bar, says that its value is live and not an edition, and turns by itself', async () => {
    const { page } = await stage.visit('/wall?show=overview,item:C28&every=5', { viewport: { width: 1_920, height: 1_080 } })
    await untilOnWall(page)
    expect(await page.locator('.top').count()).toBe(0)
    expect(await page.locator('.wall').innerText()).toMatch(/非评估结论.*演示数据.*实时值，未经定版/s)
    await page.locator('.panel h2', { hasText: '处置流程' }).waitFor({ timeout: 9_000 })
  })
  it('stands while it is paused, by key and by hand', async () => {
    const { page } = await stage.visit('/wall?show=overview,item:C28&every=5', { viewport: { width: 1_920, height: 1_080 } })
    await untilOnWall(page)
    await page.keyboard.press('Space')
    await page.getByText('已暂停').waitFor()
    await untilPassed(page, 6)
    expect(await page.locator('.panel h2').innerText()).toBe('各能力项数值判定')
    await page.getByRole('button', { name: '下一页' }).click()
    await page.locator('.panel h2', { hasText: '处置流程' }).waitFor()
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByText('已暂停').waitFor({ state: 'detached' })
  })
  it('says that it is cut off, and goes on when the connection is back', async () => {
    const { page } = await stage.visit('/wall?show=overview', { viewport: { width: 1_920, height: 1_080 } })
    await untilOnWall(page)
    await page.context().setOffline(true)
    await page.getByRole('alert').filter({ hasText: '连接中断，画面停在' }).waitFor({ timeout: 20_000 })
    await page.context().setOffline(false)
    await page.getByRole('alert').waitFor({ state: 'detached', timeout: 30_000 })
  })
  it('begins by itself once the server answers, though nothing could be read at first', async () => {
    const { page } = await stage.visit('/wall?show=overview', { viewport: { width: 1_920, height: 1_080 } })
    let refused = 0
    await page.route('**/api/v1/city', (route) => (refused++ === 0 ? route.abort() : route.continue()))
    await page.reload()
    await page.getByRole('alert').waitFor()
    await untilOnWall(page)
    expect(refused).toBeGreaterThan(1)
  })
  it('loads itself anew at half past three', async () => {
    const { page } = await stage.visit('/wall?show=overview', { viewport: { width: 1_920, height: 1_080 } })
    await untilOnWall(page)
    await page.clock.install({ time: new Date('2026-11-23T03:20:00+08:00') })
    await page.goto(`${stage.url}/wall?show=overview`)
    await untilOnWall(page)
    await page.evaluate(() => Object.assign(window, { old: true }))
    await page.clock.setFixedTime(new Date('2026-11-23T03:30:10+08:00'))
    await page.clock.runFor(2_000)
    await page.waitForFunction(() => Reflect.get(window, 'old') === undefined)
  })
  it('of an area has no level word', async () => {
    const { page } = await stage.visit('/trends')
    const area = await page.getByLabel('区域', { exact: true }).locator('option').nth(1).getAttribute('value')
    await page.goto(`${stage.url}/wall?area=${area}&show=overview,trends`)
    await untilOnWall(page)
    expect(await page.locator('.panel').first().innerText()).not.toMatch(/数值达[一二三四五]级|→ [一二三四五]级/)
  })
})
