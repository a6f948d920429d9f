// The home 模型 over the whole model file: every bound, calculation and erratum is there, anchored, filtered, and beside the city's own value.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../rules/model/load-model.ts'
import { holdsWords } from '../../web/model/model-filter.ts'
import { askedOf, levelTotals, withErrata } from '../../web/model/asked.ts'
import { isWhole } from '../../web/model/whole-model.ts'
import ModelPage from '../../web/pages/ModelPage.vue'
import { model as smallModel, mountIn } from './fixture.ts'

const file = join(import.meta.dirname, '../../rules/models/ctmm-2026-draft.yaml')
const standard = loadModel(readFileSync(file, 'utf8'), file)
const open = (path: string, more: Parameters<typeof mountIn>[1] = {}) => mountIn(ModelPage, { path, standard, ...more })

describe('the model page', () => {
  it('tells the size of the standard from the model itself', async () => {
    const page = await open('/model')
    expect(page.find('.facts').text().replaceAll(/\s+/g, ' ')).toBe('5 能力域16 能力子域38 能力项313 条特征43 条达标线22 个指标39 条勘误')
  })
  it('has every item, bound, indicator, reference and erratum at an anchor of its own', async () => {
    const page = await open('/model')
    const at = (pattern: RegExp): number => new Set(page.findAll('[id]').map((one) => one.attributes('id') ?? '').filter((id) => pattern.test(id))).size
    expect([at(/^Q\d\d$/), at(/^I\d\d$/), at(/^R\d\d$/), at(/^X\d\d$/)]).toEqual([43, 22, 1, 39])
    expect(new Set(page.findAll('a[href*="#C"]').map((one) => one.attributes('href'))).size).toBe(38)
  })
  it('shows each bound once in the matrix, and above the last printed one that it stays in force', async () => {
    const page = await open('/model')
    expect(page.findAll('table a.cell')).toHaveLength(43)
    const line = page.findAll('tr.line').find((one) => one.text().includes('I06'))
    expect(line?.findAll('td.level').map((one) => one.classes().find((name) => ['none', 'bound', 'carried'].includes(name)))).toEqual(['none', 'none', 'bound', 'carried', 'carried'])
  })
  it('sets the city\'s own value and gap beside the bounds, with a link to the item', async () => {
    const page = await open('/model')
    const line = page.findAll('tr.line').find((one) => one.text().includes('I13'))
    expect(line?.text()).toContain('79.66')
    expect(line?.text()).toContain('还差 3,388 件')
    expect(line?.find('td.value a').attributes('href')).toBe('/items/C28?indicator=event_online_disposal_rate')
    expect(line?.findAll('a.cell').map((one) => one.classes().includes('met'))).toEqual([true, true, false, false])
  })
  it('says the window, population, calculation, clause, printed wording and erratum of a bound', async () => {
    const page = await open('/model')
    expect(page.find('#Q27').text()).toMatch(/Q27.*三级.*≥ 80%.*原文“.*以上”.*表 11 三级 a\).*滚动 12 个月/s)
    const Q02 = page.find('#Q02')
    expect(Q02.text()).toContain('（原文印作 d)）')
    expect(Q02.find('a.link').attributes('href')).toBe('/model#X05')
    expect(page.find('#I13').text()).toContain('event-online/1')
  })
  it('shows what each level asks of the item that the address names, and marks what needs evidence', async () => {
    const page = await open('/model#C28')
    const asks = page.find('#asks')
    expect(asks.text()).toContain('处置流程：各级要求什么')
    expect(asks.findAll('.levels > li')).toHaveLength(5)
    expect(asks.findAll('.bound a').map((one) => one.text())).toEqual(['≥ 40%', '≥ 60%', '≥ 80%', '≥ 90%'])
    expect(asks.findAll('.outcome').map((one) => one.text())).toEqual(['数值达标', '数值达标', '还差 3,388 件', '还差 101,709 件'])
    expect(asks.findAll('.levels > li')[4]?.text()).toContain('须证据')
    expect(page.find('a[aria-current="true"][href="/model#C28"]').exists()).toBe(true)
  })
  it('shows the five levels before an item is chosen', async () => {
    const page = await open('/model')
    expect(page.findAll('#asks .totals > li').map((one) => one.text())).toEqual([expect.stringContaining('4 条达标线'), expect.stringContaining('8 条达标线'), expect.stringContaining('15 条达标线'), expect.stringContaining('15 条达标线'), expect.stringContaining('1 条达标线')])
  })
  it('keeps what a domain, numbers or words ask for', async () => {
    const domain = await open('/model?domain=D4')
    expect(domain.findAll('.domains h3').map((one) => one.text())).toEqual(['智慧高效治理'])
    expect(domain.findAll('tr.line')).toHaveLength(5)
    const numbers = await open('/model?numeric=1')
    expect(numbers.findAll('.domains li')).toHaveLength(10)
    const words = await open('/model?q=q27')
    expect(words.findAll('article').map((one) => one.attributes('id'))).toEqual(['I13'])
    const nothing = await open('/model?q=nothing-like-it')
    expect(nothing.findAll('article')).toHaveLength(0)
    expect(nothing.text()).toContain('没有匹配的内容')
  })
  it('narrows the errata by kind', async () => {
    const page = await open('/model?erratum=population')
    expect(page.findAll('tr[id^="X"]').map((one) => one.attributes('id'))).toEqual(standard.errata.filter((one) => one.severity === 'population').map((one) => one.id))
  })
  it('names no level for a district', async () => {
    const page = await open('/model?area=d1')
    expect(page.findAll('a.cell').flatMap((one) => one.classes()).filter((name) => name.startsWith('fill-'))).toEqual([])
    expect(page.text()).not.toContain('数值达二级')
  })
  it('stands before a reading has come', async () => {
    const page = await open('/model', { shown: undefined })
    expect(page.findAll('table a.cell')).toHaveLength(43)
    expect(page.findAll('tr.line td.value').every((one) => one.text() === '—')).toBe(true)
  })
})

describe('what the page reads from the model', () => {
  it('puts every bound into the clause that asks for it', () => {
    const ids = new Set(standard.domains.flatMap((domain) => domain.subdomains.flatMap((sub) => sub.items.map((item) => item.id))))
    const found = [...ids].flatMap((id) => askedOf(standard, id).flatMap((level) => level.clauses.flatMap((clause) => clause.requirements.map((one) => one.id))))
    expect(found.sort()).toEqual(standard.requirements.map((one) => one.id).sort())
  })
  it('counts 43 bounds and 313 clauses over the levels', () => {
    const totals = levelTotals(standard)
    expect([totals.reduce((sum, one) => sum + one.bounds, 0), totals.reduce((sum, one) => sum + one.clauses, 0)]).toEqual([43, 313])
  })
  it('cuts a note at the errata that it names', () => {
    expect(withErrata('见勘误 X05')).toEqual([{ text: '见勘误 ', erratum: false }, { text: 'X05', erratum: true }])
    expect(withErrata('')).toEqual([])
  })
  it('finds words in either language and holds everything when there are none', () => {
    expect(holdsWords('dispos', [{ zh: '处置', en: 'Disposal' }])).toBe(true)
    expect(holdsWords('处', [null, undefined, '处置'])).toBe(true)
    expect(holdsWords('x', [null, undefined])).toBe(false)
    expect(holdsWords('', [])).toBe(true)
  })
  it('knows a model that is not whole', () => {
    expect([isWhole(standard), isWhole(smallModel)]).toEqual([true, false])
  })
})
