// The home 模型 as people use it: read in a minute, reached by an anchor or a search, narrowed, and tried with other bounds.
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe('the model', () => {
  it('opens with g m, shows every bound and asks nobody else for anything', async () => {
    const { page, complaints } = await stage.visit('/')
    await untilLive(page)
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.waitForURL('**/model')
    expect(await page.locator('.facts').innerText()).toMatch(/43\s*条达标线/)
    expect(await page.locator('table a.cell').count()).toBe(43)
    expect(await page.title()).toContain('模型')
    expect(complaints).toEqual([])
  })
  it.each(['#C28', '#I13', '#Q27', '#X05'])('shows what %s names', async (anchor) => {
    const { page } = await stage.visit(`/model${anchor}`)
    await untilLive(page)
    const shown = page.locator(anchor === '#C28' ? '#asks' : anchor)
    await expect.poll(() => shown.evaluate((element) => element.getBoundingClientRect().top < innerHeight && element.getBoundingClientRect().bottom > 80), { timeout: 10_000 }).toBe(true)
  })
  it('is reached by a search for a clause', async () => {
    const { page } = await stage.visit('/')
    await page.keyboard.press('/')
    await page.keyboard.type('q27')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/model#Q27')
  })
  it('tries another bound, keeps it in the address, and puts it back', async () => {
    const { page } = await stage.visit('/model?try=C28')
    await untilLive(page)
    await page.getByLabel(/试算的达标线：一级/).fill('0')
    await page.waitForURL('**bounds=Q25:0*')
    await page.getByText('原为 40%').waitFor()
    await page.getByRole('link', { name: '恢复原样' }).click()
    await page.waitForURL((url) => !url.search.includes('bounds'))
  })
  // With an item and a trial opened, everything that the page can show is there at once.
  it.each([['light', 'zh'], ['dark', 'en']])('axe finds nothing in the %s theme in %s', async (theme, lang) => {
    const { page } = await stage.visit(`/model?try=C32&theme=${theme}&lang=${lang}#C18`)
    await untilLive(page)
    // Half under the bar, a link would be too small for a finger.
    await page.evaluate(() => scrollTo(0, 0))
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`)).toEqual([])
  })
  it.each([390, 1366, 3840])('needs no sideways scrolling at %i', async (width) => {
    const { page } = await stage.visit('/model?try=C22', { viewport: { width, height: 844 } })
    await untilLive(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
  })
})
