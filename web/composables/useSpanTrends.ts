// The trends of the chosen area over a span, read again every few minutes while live, with the words that every picture of them uses.
import { computed, type Ref } from 'vue'
import { apiPath } from '../api/client.ts'
import type { SpanIndicator, SpanTrends } from '../api/span-types.ts'
import { quantityText } from '../format/numbers.ts'
import { formatAsOf, formatDay, monthName } from '../format/time.ts'
import { tr } from '../i18n/trends.ts'
import { useDashboard } from './useDashboard.ts'
import { usePolled } from './usePolled.ts'

const EVERY_MS = 300_000

export function useSpanTrends(months: Ref<number>) {
  const { area, url } = useDashboard()
  return usePolled<SpanTrends>(computed(() => apiPath('/trends', { area: area.value.code, months: String(months.value), asOf: url.asOf.value, knownAt: url.knownAt.value })), EVERY_MS)
}

const ARROWS = { up: '↑', down: '↓', equal: '→' } as const

/** Words for values and periods of a span. */
export function useSpanWords() {
  const { say, lang, city, catalogue } = useDashboard()
  const indicatorOf = (one: SpanIndicator) => catalogue.indicator(one.indicator)
  const figure = (one: SpanIndicator, side: 'now' | 'base'): string => {
    const value = one[side]
    const unit = indicatorOf(one)?.unit
    return value === null || unit === undefined || value.display.text === '' || value.display.text === '—' ? '—' : quantityText(value.display.text, unit, lang.value)
  }
  return {
    indicatorOf,
    figure,
    /** 平均响应时间（不含疑难） where a second population is told apart. */
    nameOf: (one: SpanIndicator): string => {
      const indicator = indicatorOf(one)
      const qualifier = catalogue.rows(indicator?.item ?? '').find((row) => row.indicator.code === one.indicator && row.population === one.population)?.qualifier
      return qualifier ? (lang.value === 'zh' ? `${say(indicator)}（${say(qualifier)}）` : `${say(indicator)} (${say(qualifier)})`) : say(indicator)
    },
    /** ↑ 1.24 个百分点: the arrow says where the number went. */
    differenceOf: ({ difference }: SpanIndicator): string => {
      if (difference === null) return ''
      if (difference.direction === 'equal') return tr('equal')
      const unit = say(difference.unit)
      return `${ARROWS[difference.direction]} ${difference.text.replace(/^[+-]/, '')} ${unit}`.trim()
    },
    meaningOf: (one: SpanIndicator): string => tr(one.comparable ? `meaning.${one.meaning ?? 'unchanged'}` : 'meaning.not'),
    /** 11月, or 2026 where a year begins. */
    periodName: (at: string, resolution: SpanTrends['resolution']): string => {
      const day = formatDay(at, city.zone)
      if (resolution === 'week') return day.slice(5)
      return day.slice(5, 7) === '01' ? day.slice(0, 4) : monthName(day, lang.value)
    },
    moment: (at: string): string => formatAsOf(at, city.zone),
  }
}
