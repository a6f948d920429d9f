// Values and standings as sheets: what the overview and an item's page show, by the same snapshot.
import { getIndicator, requirementsOf, allItems, getWindow } from '../../rules/model/lookup.ts'
import type { Indicator, Requirement } from '../../rules/model/requirement-schema.ts'
import { levelName } from '../../rules/judge/word.ts'
import type { AskedClocks } from '../clocks.ts'
import type { CityContext } from '../readings/city-context.ts'
import { withUnit } from '../readings/why-counts.ts'
import type { Snapshot, Standing, Value } from '../schemas/snapshot.ts'
import { STATE_NAMES } from './state-names.ts'
import { contextLines, fileNameOf, plainNumber, sheetOf, type ColumnOf, type TakenLanguage, type TakenSheet, type TakenTable } from './taken-table.ts'

export interface ValuesAsked {
  readonly snapshot: Snapshot
  readonly clocks: AskedClocks
  readonly language: TakenLanguage
  /** The item whose values are wanted; all when left out. */
  readonly item?: string | undefined
}

/** Judged values first; then the standings and requirements, which only the whole city has; then every window. */
export function valuesTable(context: CityContext, { snapshot, clocks, language, item }: ValuesAsked): TakenTable {
  const { model, city } = context
  const zh = language === 'zh'
  const items = allItems(model).filter(({ id }) => (item === undefined ? requirementsOf(model, id).length > 0 : id === item))
  const ids = new Set(items.map(({ id }) => id))
  const standings = new Map(snapshot.standings.map((standing) => [standing.item, standing]))
  const isCity = snapshot.area === city.root
  const rows = model.indicators.filter((indicator) => ids.has(indicator.item)).flatMap((indicator) =>
    snapshot.values.filter((value) => value.indicator === indicator.code).map((value): Row => ({ context, language, indicator, value, standing: standings.get(indicator.item), isCity, item: items.find(({ id }) => id === indicator.item)?.[language] ?? indicator.item })))
  // A population that nothing is required of is nothing that the screen shows.
  const shown = rows.filter(({ value, indicator }) => requirementsOn(context, indicator, value).length > 0)
  const sheets: TakenSheet[] = []
  if (isCity) {
    sheets.push(
      sheetOf(zh ? '能力项判定' : 'Standings', language, STANDINGS(language), items.flatMap(({ id, ...names }) => {
        const standing = standings.get(id)
        return standing === undefined ? [] : [{ id, name: names[language], standing }]
      })),
      sheetOf(zh ? '数值要求' : 'Requirements', language, REQUIREMENTS(context, language), items.flatMap(({ id, ...names }) => requirementsOf(model, id).map((requirement) => ({ name: names[language], requirement, standing: standings.get(id) })))),
    )
  }
  sheets.push(sheetOf(zh ? '全部统计窗口' : 'All windows', language, VALUES, shown))
  const only = item === undefined ? undefined : items[0]
  const title = only === undefined ? (zh ? '指标值' : 'Values') : only[language]
  const taken = { area: snapshot.area, clocks, language }
  return {
    fileName: fileNameOf(context, taken, title), title, context: contextLines(context, taken),
    sheets: [sheetOf(zh ? '判级指标值' : 'Judged values', language, VALUES, shown.filter(({ value }) => value.judged)), ...sheets],
  }
}

interface Row {
  readonly context: CityContext
  readonly language: TakenLanguage
  readonly indicator: Indicator
  readonly item: string
  readonly value: Value
  readonly standing: Standing | undefined
  readonly isCity: boolean
}

const requirementsOn = ({ model }: CityContext, indicator: Indicator, { population }: Value): readonly Requirement[] =>
  requirementsOf(model, indicator.item).filter((one) => one.indicator === indicator.id && one.population === population)

const VALUES: readonly ColumnOf<Row>[] = [
  ['能力项', 'item', 'text', ({ item }) => item, 20],
  ['判定', 'standing', 'text', ({ standing, isCity, language }) => (isCity ? standing?.word[language] : undefined), 24],
  ['指标编号', 'indicator id', 'text', ({ indicator }) => indicator.id, 10],
  ['指标', 'indicator', 'text', ({ indicator, language }) => indicator[language], 34],
  ['统计范围', 'population', 'text', ({ value, language }) => POPULATIONS[value.population][language], 12],
  ['统计窗口', 'window', 'text', ({ context, value, language }) => getWindow(context.model, value.window.id)[language], 18],
  ['判级', 'judged', 'text', ({ value, language }) => (value.judged ? (language === 'zh' ? '是' : 'yes') : language === 'zh' ? '否（监测值）' : 'no (monitored)'), 10],
  ['窗口起', 'from', 'text', ({ value }) => value.window.from, 26],
  ['窗口止', 'to', 'text', ({ value }) => value.window.to, 26],
  ['数值', 'value', 'number', ({ value }) => plainNumber(value.display.text), 12],
  ['单位', 'unit', 'text', ({ indicator, language }) => unitOf(indicator, language), 8],
  ['显示', 'shown', 'text', ({ value, indicator, language }) => (value.display.text === '—' ? '—' : withUnit(value.display.text, indicator)[language]), 14],
  ['分子', 'numerator', 'number', ({ value }) => value.numerator, 12],
  ['分母', 'denominator', 'number', ({ value }) => value.denominator, 12],
  ['件数', 'count', 'number', ({ value }) => value.count ?? value.value, 12],
  ['累计毫秒', 'total ms', 'number', ({ value }) => value.sumMs, 18],
  ['未办结', 'open', 'number', ({ value }) => value.open, 10],
  ['距下一达标线', 'to the next bound', 'text', nextBound, 28],
  ['状态', 'state', 'text', ({ value, language }) => STATE_NAMES[value.state][language], 12],
  ['数据截至', 'covered until', 'text', ({ value }) => value.freshness.coveredUntil ?? undefined, 26],
  ['追溯修订前', 'before it was restated', 'number', ({ value }) => plainNumber(value.restated?.display.text), 12],
  ['口径', 'calculation', 'text', ({ value }) => value.calculation, 22],
]

const POPULATIONS = { all: { zh: '全部', en: 'all' }, 'excluding-complex': { zh: '不含疑难', en: 'complex excluded' } } as const

export function unitOf({ unit, noun }: Indicator, language: TakenLanguage): string {
  switch (unit) {
    case 'percent':
      return '%'
    case 'hours':
      return language === 'zh' ? '小时' : 'h'
    case 'count':
      return noun[language]
  }
}

/** The lowest bound that is missed, with the whole gap; the word for all met, nothing where nothing can be said. */
function nextBound({ context, indicator, value, standing, language }: Row): string | undefined {
  if (!value.judged || standing === undefined) return undefined
  const outcomes = requirementsOn(context, indicator, value).map((requirement) => ({ requirement, found: standing.requirements.find((one) => one.requirement === requirement.id) }))
  const missed = outcomes.find(({ found }) => found?.outcome === 'not-met')
  if (missed !== undefined) return `${boundOf(missed.requirement, indicator, language)} ${missed.found?.gap?.[language] ?? ''}`.trim()
  return outcomes.every(({ found }) => found?.outcome === 'met') ? (language === 'zh' ? '各达标线均已达到' : 'all bounds met') : undefined
}

const SIGNS = { ge: '≥', le: '≤', gt: '>' } as const
const boundOf = ({ operator, bound }: Requirement, indicator: Indicator, language: TakenLanguage): string => `${SIGNS[operator]} ${withUnit(bound, indicator)[language]}`

interface StandingRow {
  readonly id: string
  readonly name: string
  readonly standing: Standing
}

const STANDINGS = (language: TakenLanguage): readonly ColumnOf<StandingRow>[] => [
  ['编号', 'id', 'text', ({ id }) => id, 8],
  ['能力项', 'item', 'text', ({ name }) => name, 24],
  ['判定', 'standing', 'text', ({ standing }) => standing.word[language], 28],
  ['数值证得', 'proven by numbers', 'number', ({ standing }) => standing.proven ?? undefined, 10],
  ['数值上限', 'not above', 'number', ({ standing }) => standing.ceiling, 10],
  ['理由', 'why', 'text', ({ standing }) => standing.sentence[language], 110],
]

interface RequirementRow {
  readonly name: string
  readonly requirement: Requirement
  readonly standing: Standing | undefined
}

const OUTCOMES = { met: { zh: '达到', en: 'met' }, 'not-met': { zh: '未达到', en: 'not met' }, unknown: { zh: '未知', en: 'unknown' } } as const

const REQUIREMENTS = ({ model }: CityContext, language: TakenLanguage): readonly ColumnOf<RequirementRow>[] => [
  ['编号', 'id', 'text', ({ requirement }) => requirement.id, 8],
  ['能力项', 'item', 'text', ({ name }) => name, 24],
  ['等级', 'level', 'text', ({ requirement }) => levelName(model, requirement.level)[language], 16],
  ['条款', 'clause', 'text', ({ requirement }) => (language === 'zh' ? `表${requirement.table} ${requirement.clause})` : `table ${requirement.table}, ${requirement.clause})`), 12],
  ['指标', 'indicator', 'text', ({ requirement }) => getIndicator(model, requirement.indicator)[language], 34],
  ['统计范围', 'population', 'text', ({ requirement }) => POPULATIONS[requirement.population][language], 12],
  ['达标线', 'bound', 'text', ({ requirement }) => boundOf(requirement, getIndicator(model, requirement.indicator), language), 14],
  ['结果', 'outcome', 'text', (row) => OUTCOMES[outcomeOf(row)?.outcome ?? 'unknown'][language], 10],
  ['差距', 'gap', 'text', (row) => outcomeOf(row)?.gap?.[language], 24],
]

const outcomeOf = ({ requirement, standing }: RequirementRow): Standing['requirements'][number] | undefined => standing?.requirements.find((one) => one.requirement === requirement.id)
