// The parts of the sentence that says why: what was measured, against which bound, and what is unknown.
import type { Quantity } from '../facts/fact.ts'
import { getCalculation, getIndicator, getWindow } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator, Requirement } from '../model/requirement-schema.ts'
import type { Text } from '../model/text-schema.ts'
import { displayValue } from './display-value.ts'
import { countText } from './gap.ts'
import type { JudgedValue, ValueState } from './judged-value.ts'
import { levelName, levelNumeral } from './word.ts'

/** 滚动 12 个月，应处置 983,210 件，线上闭环 783,180 件，城市管理事件线上处置率 79.66% */
export function measured(model: Model, requirement: Requirement, value: JudgedValue & { readonly quantity: Quantity }): Text {
  const indicator = getIndicator(model, requirement.indicator)
  const period = value.period ?? windowText(model, requirement)
  const counts = countsText(indicator, value.quantity)
  const name = indicatorName(model, requirement)
  const shown = valueText(model, requirement, value.quantity)
  return {
    zh: [period?.zh, counts?.zh, `${name.zh} ${shown.zh}`].filter((part) => part !== undefined).join('，'),
    en: [period?.en, counts?.en, `${name.en}: ${shown.en}`].filter((part) => part !== undefined).join(', '),
  }
}

/** The name of the indicator, with its population where that is not everything. */
export function indicatorName(model: Model, requirement: Requirement): Text {
  const indicator = getIndicator(model, requirement.indicator)
  if (requirement.population === 'all') return { zh: indicator.zh, en: indicator.en }
  const population = getCalculation(model, requirement.calculation).populations.find(({ id }) => id === requirement.population)
  return population === undefined ? { zh: indicator.zh, en: indicator.en } : { zh: `${indicator.zh}（${population.zh}）`, en: `${indicator.en} (${lower(population.en)})` }
}

/** 三级·协同级达标线 80%（表11 三级 a)） */
export function boundText(model: Model, requirement: Requirement): Text {
  const level = levelName(model, requirement.level)
  const amount = boundAmount(model, requirement)
  const numeral = levelNumeral(requirement.level)
  return {
    zh: `${level.zh}达标线 ${amount.zh}（表${requirement.table} ${numeral.zh} ${requirement.clause})）`,
    en: `the bound of ${amount.en} for ${level.en} (table ${requirement.table}, ${numeral.en}, ${requirement.clause}))`,
  }
}

function boundAmount(model: Model, requirement: Requirement): Text {
  const indicator = getIndicator(model, requirement.indicator)
  switch (indicator.unit) {
    case 'percent':
      return { zh: `${requirement.bound}%`, en: `${requirement.bound}%` }
    case 'hours':
      return { zh: `${requirement.bound} 小时`, en: `${requirement.bound} h` }
    case 'count':
      return countText(BigInt(requirement.bound), indicator)
  }
}

function windowText(model: Model, requirement: Requirement): Text | undefined {
  const window = getWindow(model, requirement.window)
  return window.kind === 'snapshot' ? undefined : { zh: window.zh, en: window.en }
}

function countsText(indicator: Indicator, quantity: Quantity): Text | undefined {
  switch (quantity.kind) {
    case 'share': {
      const all = countText(quantity.denominator, indicator)
      const part = countText(quantity.numerator, indicator)
      return {
        zh: `${indicator.denominator?.zh ?? ''} ${all.zh}，${indicator.numerator.zh} ${part.zh}`.trim(),
        en: `${all.en} ${indicator.denominator?.en ?? ''}, ${part.en} ${indicator.numerator.en}`,
      }
    }
    case 'mean': {
      const all = countText(quantity.count, indicator)
      return { zh: `${indicator.denominator?.zh ?? ''} ${all.zh}`.trim(), en: `${all.en} ${indicator.denominator?.en ?? ''}`.trim() }
    }
    case 'count':
      return undefined
  }
}

function valueText(model: Model, requirement: Requirement, quantity: Quantity): Text {
  const indicator = getIndicator(model, requirement.indicator)
  if (quantity.kind === 'count') return countText(quantity.value, indicator)
  const shown = displayValue(model, indicator, requirement.population, quantity)?.text ?? '—'
  return quantity.kind === 'share' ? { zh: `${shown}%`, en: `${shown}%` } : { zh: `${shown} 小时`, en: `${shown} h` }
}

/** What is unknown about these indicators; the names stand in one row. */
export function unknownText(state: Exclude<ValueState, 'ok'>, names: Text): Text {
  switch (state) {
    case 'no-data':
      return { zh: `${names.zh}暂无数据`, en: `no data for ${names.en}` }
    case 'stale':
      return { zh: `${names.zh}数据停更`, en: `updates have stopped for ${names.en}` }
    case 'not-assessable':
      return { zh: `${names.zh}尚不可评（评价清单未导入）`, en: `not assessable until the evaluation list is imported: ${names.en}` }
    case 'insufficient-sample':
      return { zh: `${names.zh}样本不足`, en: `too small a sample for ${names.en}` }
    case 'not-covered':
      return { zh: `${names.zh}数据未覆盖整个窗口`, en: `data do not cover the whole window of ${names.en}` }
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
