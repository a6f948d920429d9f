// Numbers and bounds as people read them; the text of a value itself comes from the server and is never rounded here.
import type { Counts, Indicator, Requirement, Unit, Words } from '../api/types.ts'

export type Lang = 'zh' | 'en'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 983210 -> 983,210, in both languages. */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** A count with its noun: 983,210 件, 12 capabilities. */
export function countWith(count: number, noun: Words, lang: Lang): string {
  return `${formatCount(count)} ${noun[lang]}`
}

const UNITS: Readonly<Record<Unit, Words>> = {
  percent: { zh: '%', en: '%' },
  hours: { zh: '小时', en: 'h' },
  count: { zh: '个', en: '' },
}

/** Unit behind a value of an indicator; a count has the classifier alone. */
export function unitText(unit: Unit, lang: Lang): string {
  return UNITS[unit][lang]
}

const SIGNS = { ge: '≥', le: '≤', gt: '>' } as const

/** A bound as printed on screens: ≥ 80%, ≤ 24 小时, ≥ 2 个. */
export function boundText(requirement: Pick<Requirement, 'operator' | 'bound' | 'unit'>, lang: Lang): string {
  return `${SIGNS[requirement.operator]} ${quantityText(requirement.bound, requirement.unit, lang)}`
}

/** 80% · 24 小时 · 2 个, without the sign. */
export function quantityText(text: string, unit: Unit, lang: Lang): string {
  const name = unitText(unit, lang)
  if (unit === 'percent') return `${text}%`
  return name === '' ? text : `${text} ${name}`
}

/** Where a value lies on its indicator's axis (percent 0-100, hours, count); undefined when there is nothing to place. For drawing only, never for judging. */
export function position(counts: Counts, indicator: Pick<Indicator, 'quantity'>): number | undefined {
  switch (indicator.quantity) {
    case 'share':
      return counts.numerator === undefined || !counts.denominator ? undefined : (counts.numerator / counts.denominator) * 100
    case 'mean':
      return counts.sumMs === undefined || !counts.count ? undefined : counts.sumMs / counts.count / 3_600_000
    case 'count':
      return counts.value
  }
}
