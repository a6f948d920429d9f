// The pages for people with a keyboard, a screen reader, little contrast vision or a wish for less motion.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  it.each(['/', '/?lang=en', '/items', '/items/C28', '/items/C32?lang=en', '/items/C01', '/?asOf=2026-06-30T23:59:59.999%2B08:00', '/?scrub=1', '/?scrub=1&asOf=2026-06-30T23:59:59.999%2B08:00&lang=en', '/?desk=shift', '/items/C28?asOf=2026-06-30T23:59:59.999%2B08:00&days=1095', '/trends', '/trends?lang=en&months=36', '/wall?show=overview', '/wall?show=trends&lang=en', '/wall?show=item:C22', '/feeds', '/feeds?lang=en', '/feeds/new', '/feeds/hotline-12345', '/feeds/one-form?lang=en', '/feeds/hotline-12345/letters'])('axe finds nothing on %s, and it fits a phone', async (path) => {
    const { page } = await stage.visit(`${path}${path.includes('?') ? '&' : '?'}theme=${theme}`)
    await untilLive(page)
    if (path.startsWith('/?') || path === '/') await page.locator('.desk').waitFor()
    if (path.includes('scrub')) await page.locator('.ribbon').waitFor()
    if (path.includes('desk=')) await page.getByRole('dialog').waitFor()
    if (/C(28|32)/.test(path)) await page.locator('.drawing svg').waitFor()
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(() => tooWide(page), { message: 'reaches beyond the width of a phone' }).toEqual([])
  })
})

/** What reaches beyond the right edge of a page that would have to be scrolled sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 0.5).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}`)
  })
}

describe('axe finds nothing', () => {
  it('with everything opened', async () => {
    const { page } = await stage.visit('/items/C28')
    await untilLive(page)
    for (const summary of await page.locator('main summary').all()) await summary.click()
    await page.evaluate(() => scrollTo(0, 0))
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([])
  })
  it('with the feeds, the moment and the help opened', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    const clock = async (): Promise<void> => {
      await page.locator('.clock').click()
      await page.getByText('当时所知').click()
    }
    for (const open of [() => page.locator('.feeds').click(), clock, () => page.locator('.alerts').click(), () => page.keyboard.press('?')]) {
      await open()
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).include('[role=dialog], dialog').analyze()
      expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([])
      await page.keyboard.press('Escape')
    }
  })
  it('on a narrow screen', async () => {
    const { page } = await stage.visit('/', { viewport: { width: 390, height: 844 } })
    await untilLive(page)
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([])
  })
})

describe('the keyboard', () => {
  it('skips to the content first', async () => {
    const { page } = await stage.visit('/')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('跳到正文')
    await page.keyboard.press('Enter')
    expect(await page.locator(':focus').getAttribute('id')).toBe('content')
  })
  it('searches with /, chooses with arrows and goes with Enter', async () => {
    const { page } = await stage.visit('/')
    await page.locator('#search').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('处置')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/items/C28*')
  })
  it('goes to the feeds with g f, and search finds one of them', async () => {
    const { page } = await stage.visit('/')
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.waitForURL('**/feeds')
    const name = await page.locator('.name a').first().innerText()
    await page.keyboard.press('/')
    await page.keyboard.type(name)
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/feeds/*')
  })
  it('moves between pages with g i and g o, and opens and closes the help', async () => {
    const { page } = await stage.visit('/')
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL('**/items')
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL((url) => url.pathname === '/')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
  it('closes a panel with Esc and gives the focus back', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    await page.locator('.clock').press('Enter')
    await page.locator('#as-of').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator(':focus').getAttribute('class')).toContain('clock')
  })
  it('shows where it is', async () => {
    const { page } = await stage.visit('/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
  })
})
