// What is taken away is what is on the screen: cells of the downloads beside the page, pictures, paper, and the keyboard.
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import readExcelFile from 'read-excel-file/node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, untilLive, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const PAST = 'asOf=2026-11-20T12:00:00%2B08:00'

async function take(page: Page, menu: string, entry: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.getByRole('button', { name: menu }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: entry }).click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

describe('taken away', () => {
  it('from the overview every cell is the number on the screen', async ({ skip }) => {
    if (stage.fake) return skip()
    const { page, complaints } = await stage.visit(`/?${PAST}`)
    await untilLive(page)
    const shown = await page.locator('tr.indicator .number').allInnerTexts()
    const { bytes, name } = await take(page, '导出 数值指标', 'CSV')
    const rows: Record<string, string>[] = parse(bytes.toString('utf8'), { bom: true, columns: true })
    const figure = (text: string): string => text.replaceAll(/[^\d.,—]/g, '')
    expect(name).toMatch(/指标值.*\.csv$/)
    const taken = rows.map((row) => figure(row['显示'] ?? ''))
    for (const text of shown) expect(taken).toContain(figure(text))
    expect(rows).toHaveLength(shown.length)
    expect(new Set(rows.map((row) => row['数据时点']))).toEqual(new Set(['2026-11-20T12:00:00+08:00']))
    const workbook = await readExcelFile((await take(page, '导出 数值指标', 'XLSX')).bytes)
    expect(workbook[0]?.data.flat()).toContain('计算凭据，非评估结论')
    expect(complaints).toEqual([])
  })
  it('a chart is a picture of its own', async () => {
    const { page, complaints } = await stage.visit('/items/C32?indicator=appeal_mean_response_hours')
    await untilLive(page)
    const { bytes, name } = await take(page, '导出 逐件响应时间分布', 'PNG')
    expect(name).toMatch(/\.png$/)
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(bytes.length).toBeGreaterThan(5_000)
    expect(complaints.filter((one) => !one.includes('blob:'))).toEqual([])
  })
  it('the menu is worked by the keyboard and gives the focus back', async () => {
    const { page } = await stage.visit('/items/C28')
    await untilLive(page)
    const button = page.getByRole('button', { name: '导出 处置流程' })
    await button.press('Enter')
    await page.keyboard.press('ArrowDown')
    expect(await page.locator(':focus').innerText()).toContain('CSV')
    await page.keyboard.press('Escape')
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
  })
  it('paper is light and begins with what, where and when', async () => {
    const { page } = await stage.visit('/items/C28?theme=dark')
    await untilLive(page)
    await page.getByRole('button', { name: '导出 处置流程' }).click()
    await page.getByRole('menuitem').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('.print-head').innerText()).toMatch(/处置流程[\s\S]*计算凭据，非评估结论/)
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    expect(await page.locator('header.top').isVisible()).toBe(false)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  })
})

describe('why a value changed', () => {
  it('is asked against another moment by the address, and its areas add up', async () => {
    const { page } = await stage.visit('/items/C28?vs=year-start')
    await untilLive(page)
    expect(await page.getByRole('navigation', { name: '与何时相比' }).locator('[aria-current]').innerText()).toBe('较年初')
    await page.getByRole('link', { name: '较昨日', exact: true }).click()
    await page.locator('.areas tfoot .total').waitFor()
    const number = (text: string): number => Math.round(Number(text.replaceAll(',', '')) * 100)
    const parts = await page.locator('.areas tbody .total').allInnerTexts()
    expect(parts.reduce((sum, text) => sum + number(text), 0)).toBe(number(await page.locator('.areas tfoot .total').innerText()))
    expect(page.url()).not.toContain('vs=')
  })
})
