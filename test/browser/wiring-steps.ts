// What a person does at the wizard, in the words that stand on the screen.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A picture for people, outside of the repository, where CTMM_PICTURES names a folder; and what axe finds. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['CTMM_PICTURES']
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true })
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
  }
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  expect(violations.map((one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`)).toEqual([])
}

/** The small form that stands where there is no city yet. */
export async function foundCity(page: Page, city: { readonly name: string; readonly code: string; readonly zone: string; readonly districts: string; readonly bureaus: string }): Promise<void> {
  await page.getByLabel('城市名称').fill(city.name)
  await page.getByLabel('行政区划代码').fill(city.code)
  await page.getByLabel('时区').fill(city.zone)
  await page.getByLabel('区县').fill(city.districts)
  await page.getByLabel('部门').fill(city.bureaus)
  await look(page, 'city')
  await page.getByRole('button', { name: '登记城市' }).click()
  await page.getByRole('link', { name: '接入第一个数据源' }).click()
}

export async function chooseSource(page: Page, channel: string, template?: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(`^${channel}`) }).check()
  if (template !== undefined) await page.getByRole('radio', { name: new RegExp(`^${template}`) }).check()
  await look(page, 'source')
  await next(page, '连接')
}

export async function next(page: Page, step: string): Promise<void> {
  await page.getByRole('link', { name: `下一步：${step}` }).click()
}

/** Points a field at a column by its list, and waits until the proposal says that it is read from there. */
export async function point(page: Page, field: string, column: string): Promise<void> {
  const list = page.getByLabel(field, { exact: true })
  if (!(await list.isVisible())) await page.getByText(/^可选字段/).click()
  await list.selectOption(`=${column}`)
  await page.getByRole('columnheader', { name: new RegExp(`${column}.*${field}`) }).waitFor()
}

export async function register(page: Page, { bureau, contact, phone }: { readonly bureau: string; readonly contact: string; readonly phone: string }): Promise<void> {
  await page.getByLabel('归口部门').selectOption({ label: bureau })
  await page.getByLabel('联系科室').fill(contact)
  await page.getByLabel('联系电话').fill(phone)
  await page.getByLabel('联系电话').blur()
  await page.getByText(/将新建数据源/).waitFor()
  await look(page, 'register')
  await page.getByRole('button', { name: '保存数据源' }).click()
  await page.getByRole('heading', { name: /^已保存/ }).waitFor()
}
