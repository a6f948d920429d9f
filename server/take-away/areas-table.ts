// One indicator over the areas, as a sheet in administrative order; values and gaps, never a level.
import type { AreaKind } from '../../rules/city/city.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { AskedClocks } from '../clocks.ts'
import type { CityContext } from '../readings/city-context.ts'
import { withUnit } from '../readings/why-counts.ts'
import type { AreaValue } from '../schemas/trends.ts'
import type { Bilingual } from '../schemas/common.ts'
import { STATE_NAMES } from './state-names.ts'
import { contextLines, fileNameOf, plainNumber, sheetOf, type ColumnOf, type TakenLanguage, type TakenTable } from './taken-table.ts'
import { unitOf } from './values-table.ts'

export interface AreasAsked {
  readonly indicator: Indicator
  readonly parent: string
  readonly values: readonly AreaValue[]
  readonly clocks: AskedClocks
  readonly language: TakenLanguage
}

const KINDS: Readonly<Record<AreaKind, Bilingual>> = {
  city: { zh: '市', en: 'city' }, district: { zh: '区县', en: 'district' }, street: { zh: '街道（镇）', en: 'street' }, zone: { zh: '功能区（与区县重叠，不参与加总）', en: 'zone (overlaps districts, not added up)' },
}

export function areasTable(context: CityContext, { indicator, parent, values, clocks, language }: AreasAsked): TakenTable {
  const { city } = context
  const columns: readonly ColumnOf<AreaValue>[] = [
    ['区域代码', 'area code', 'text', ({ area }) => area, 14],
    ['区域', 'area', 'text', ({ area }) => city.area(area)?.[language] ?? area, 20],
    ['类型', 'kind', 'text', ({ area }) => KINDS[city.area(area)?.kind ?? 'district'][language], 14],
    ['统计范围', 'population', 'text', ({ population }) => population, 14],
    ['数值', 'value', 'number', ({ display }) => plainNumber(display.text), 12],
    ['单位', 'unit', 'text', () => unitOf(indicator, language), 8],
    ['显示', 'shown', 'text', ({ display }) => (display.text === '—' ? '—' : withUnit(display.text, indicator)[language]), 14],
    ['分子', 'numerator', 'number', ({ numerator }) => numerator, 12],
    ['分母', 'denominator', 'number', ({ denominator }) => denominator, 12],
    ['件数', 'count', 'number', ({ count, value }) => count ?? value, 12],
    ['累计毫秒', 'total ms', 'number', ({ sumMs }) => sumMs, 18],
    ['下一达标线', 'next bound', 'number', ({ next }) => next?.bound, 12],
    ['差距', 'gap', 'text', ({ next }) => next?.gap[language], 24],
    ['状态', 'state', 'text', ({ state }) => STATE_NAMES[state][language], 12],
    ['数据截至', 'covered until', 'text', ({ freshness }) => freshness.coveredUntil ?? undefined, 26],
  ]
  const taken = { area: parent, clocks, language }
  const title = `${indicator[language]} ${language === 'zh' ? '分区域' : 'by area'}`
  return { fileName: fileNameOf(context, taken, title), title, context: contextLines(context, taken), sheets: [sheetOf(language === 'zh' ? '分区域' : 'By area', language, columns, values)] }
}
