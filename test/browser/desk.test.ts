// The desk of an operations centre and its time machine, as people use them: call, take note, hand over, look back over a year and return.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHANGES, startFakeServer } from './fake-server.ts'
import { START } from './fake-city.ts'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const asOfOf = (page: Page): string | null => new URL(page.url()).searchParams.get('asOf')

/** The journeys that write need a server of their own: what one of them leaves, the next would find. */
async function ownStage(): Promise<Stage> {
  return openStage(await startFakeServer())
}

describe('the alert strip', () => {
  it('names the gravest feed, whom to call and what rests on it, on one line', async () => {
    if (!stage.fake) return
    const { page, complaints } = await stage.visit('/')
    const desk = page.getByRole('region', { name: '值班台' })
    await desk.getByRole('button', { name: /5 条告警/ }).waitFor()
    expect((await desk.boundingBox())?.height).toBeLessThan(40)
    await desk.getByRole('button', { name: /5 条告警/ }).click()
    const row = page.getByRole('dialog', { name: '数据源告警' }).locator('li', { hasText: '区级线下台账' })
    expect(await row.getByRole('link', { name: '拨打 0000-88002001' }).getAttribute('href')).toBe('tel:0000-88002001')
    expect(await row.innerText()).toMatch(/延迟[\s\S]*市城市管理局[\s\S]*数字城管科/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
  it('takes its place before it comes, so that nothing moves', async () => {
    const { page } = await stage.visit('/')
    const before = await page.locator('.overview').boundingBox()
    await page.locator('.desk').waitFor()
    expect((await page.locator('.overview').boundingBox())?.y).toBe(before?.y)
  })
})

describe('taking note', () => {
  it('asks for a name once, and every other screen sees it at once', async () => {
    const own = await ownStage()
    const [{ page: mine }, { page: theirs }] = await Promise.all([own.visit('/'), own.visit('/')])
    for (const page of [mine, theirs]) await page.locator('.changes header').getByText('未知晓 4 条').waitFor()
    await mine.getByRole('button', { name: '知晓：一表通数据源停更 41 天' }).click()
    await mine.getByRole('textbox', { name: '姓名' }).fill('李值班')
    await mine.getByRole('button', { name: '确定' }).click()
    await theirs.locator('.changes header').getByText('未知晓 3 条').waitFor({ timeout: 3_000 })
    expect(await theirs.locator('.changes li', { hasText: '一表通数据源停更 41 天' }).innerText()).toContain('李值班')
    await mine.locator('.changes').getByRole('button', { name: '全部知晓' }).click()
    await theirs.locator('.changes').getByText('均已知晓').waitFor({ timeout: 3_000 })
    await own.close()
  })
  it('of an alert leaves the next one on the line', async () => {
    const own = await ownStage()
    const { page } = await own.visit('/')
    const line = page.locator('.desk .first')
    const before = await line.locator('.what').innerText()
    await line.getByRole('button', { name: /^知晓/ }).click()
    await page.getByRole('textbox', { name: '姓名' }).fill('李值班')
    await page.keyboard.press('Enter')
    await expect.poll(() => line.locator('.what').innerText()).not.toBe(before)
    await page.getByRole('button', { name: /5 条告警/ }).getByText('未知晓 4 条').waitFor()
    await own.close()
  })
})

describe('a shift', () => {
  it('is handed over with what nobody has taken note of, and taken over by the next on another screen', async () => {
    const own = await ownStage()
    const [{ page: day }, { page: night }] = await Promise.all([own.visit('/'), own.visit('/')])
    await day.getByRole('button', { name: '值班交接' }).click()
    const dialog = day.getByRole('dialog', { name: '值班交接' })
    await dialog.getByLabel('交班人').fill('李值班')
    await dialog.getByLabel('交接事项').fill('一表通已联系张三，明早复核')
    await dialog.getByText('交班时未知晓 4 条').waitFor()
    await dialog.getByRole('button', { name: '交班', exact: true }).click()
    await night.getByText(/待接班确认：李值班 14:05 交班，未知晓 4 条/).waitFor({ timeout: 3_000 })
    await night.getByRole('button', { name: '接班确认' }).click()
    const taking = night.getByRole('dialog', { name: '值班交接' })
    await taking.getByText('一表通已联系张三，明早复核').waitFor()
    await taking.getByLabel('接班人').fill('王接班')
    await taking.getByRole('button', { name: '接班确认' }).click()
    await taking.waitFor({ state: 'detached' })
    for (const page of [day, night]) await page.getByText('值班 王接班，14:05 接班').waitFor({ timeout: 3_000 })
    await own.close()
  })
  it('opens from a link, and goes with back', async () => {
    const { page } = await stage.visit('/')
    await page.getByRole('button', { name: /值班交接|接班确认/ }).click()
    await page.getByRole('dialog', { name: '值班交接' }).waitFor()
    expect(new URL(page.url()).searchParams.get('desk')).toBe('shift')
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})

describe('the time machine', () => {
  it('opens with t, follows a drag over the year, keeps the old reading until the new one is there, and is live again with Esc', async () => {
    const { page, complaints } = await stage.visit('/')
    await untilLive(page)
    await page.keyboard.press('t')
    const slider = page.getByRole('slider', { name: /时间轴/ })
    await slider.waitFor()
    const box = await slider.boundingBox()
    if (box === null) throw new Error('the axis has no place')
    await page.evaluate(() => {
      const lost = { times: 0 }
      Object.assign(window, { lost })
      new MutationObserver(() => void (document.querySelector('.indicator') === null && lost.times++)).observe(document.body, { subtree: true, childList: true })
    })
    await page.mouse.move(box.x + box.width - 2, box.y + 20)
    await page.mouse.down()
    const seen = new Set<string>()
    for (let step = 1; step <= 8; step++) {
      await page.mouse.move(box.x + box.width * (1 - step / 10), box.y + 20)
      await page.locator('.strip.past').waitFor()
      seen.add(await page.locator('.strip.past .middle b').innerText())
    }
    expect(seen.size).toBeGreaterThan(1)
    await page.mouse.up()
    await page.waitForURL(/asOf=/)
    const rested = await slider.getAttribute('aria-valuetext')
    await expect.poll(() => asOfOf(page)?.slice(0, 10)).toBe(rested?.slice(0, 10))
    await page.locator('.dot.past').first().waitFor()
    expect(await page.evaluate(() => Number(Reflect.get(Reflect.get(window, 'lost'), 'times')))).toBe(0)
    await page.keyboard.press('Escape')
    await page.locator('.dot.live').waitFor()
    expect([asOfOf(page), await page.locator('.strip.past').count()]).toEqual([null, 0])
    expect(complaints).toEqual([])
  })
  it('steps by days and months from the keyboard, and back undoes the visit in one step', async () => {
    const { page } = await stage.visit('/?scrub=1')
    await untilLive(page)
    const slider = page.getByRole('slider', { name: /时间轴/ })
    await slider.focus()
    const days = Number(await slider.getAttribute('aria-valuenow'))
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe(String(days - 1))
    await page.waitForURL(/asOf=/)
    await page.keyboard.press('PageDown')
    await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(days - 28)
    const month = (await slider.getAttribute('aria-valuetext'))?.slice(0, 10)
    await expect.poll(() => asOfOf(page)?.slice(0, 10)).toBe(month)
    await page.goBack()
    await page.locator('.dot.live').waitFor()
    expect(new URL(page.url()).searchParams.get('scrub')).toBe('1')
  })
  it('is found from the clock, goes along to other pages, and returns to live with one click', async () => {
    const { page } = await stage.visit('/')
    await untilLive(page)
    await page.locator('.clock').click()
    await page.getByRole('button', { name: '在时间轴上拖动（t）' }).click()
    const slider = page.getByRole('slider', { name: /时间轴/ })
    await slider.focus()
    await page.keyboard.press('Home')
    await page.waitForURL(/asOf=/)
    await page.getByRole('link', { name: '能力项', exact: true }).click()
    await page.waitForURL('**/items?*asOf=*')
    await slider.waitFor()
    await page.locator('.ribbon').getByRole('button', { name: '返回实时' }).click()
    await page.locator('.dot.live').waitFor()
    expect(asOfOf(page)).toBeNull()
  })
  it('shows no desk of the present beside figures of the past', async () => {
    const { page } = await stage.visit('/?asOf=2026-06-30T23:59:59.999%2B08:00')
    await page.getByText('回看时不显示告警与值班').waitFor()
    expect(await page.getByRole('button', { name: /^知晓|全部知晓/ }).count()).toBe(0)
  })
})

describe('a server that is started again', () => {
  it('is said to be away, comes back by itself, and what changed meanwhile is there', async () => {
    const first = await startFakeServer()
    const own = await openStage({ url: first.url, close: async () => undefined })
    const { page } = await own.visit('/')
    await page.getByText('一表通数据源停更 41 天').waitFor()
    await untilLive(page)
    await first.close()
    await page.locator('.dot.reconnecting, .dot.frozen').first().waitFor({ timeout: 10_000 })
    await page.locator('.strip .bad', { hasText: '画面停在' }).waitFor()
    const missed = { id: 'fake/missed', at: new Date(START + 300_000).toISOString(), kind: 'standing', item: 'C28', title: { zh: '处置流程 数值达二级 → 数值达三级', en: 'Disposal process: level 2 → 3' }, detail: { zh: '实时判定', en: 'Judged live' }, severity: 'info' } as const
    const second = await startFakeServer({ port: Number(new URL(first.url).port), now: START + 600_000, changes: [missed, ...CHANGES] })
    await page.locator('.dot.live').waitFor({ timeout: 20_000 })
    await page.locator('.changes').getByText(missed.title.zh).waitFor({ timeout: 5_000 })
    await page.getByText(/连接曾在 14:05–14:15 中断，期间 1 条变动已补上/).waitFor()
    await own.close()
    await second.close()
  })
})

describe('two screens', () => {
  it('show the same numbers', async () => {
    const [{ page: one }, { page: other }] = await Promise.all([stage.visit('/'), stage.visit('/')])
    await Promise.all([untilLive(one), untilLive(other)])
    const numbers = (page: Page): Promise<string[]> => page.locator('.indicator b').allInnerTexts()
    await expect.poll(async () => {
      const [a, b] = await Promise.all([numbers(one), numbers(other)])
      return a.length > 5 && a.join() === b.join()
    }, { timeout: 10_000 }).toBe(true)
  })
})
