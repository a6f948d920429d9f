// A series as the trend chart needs it: one slot a point, gaps among them, with what stood there before it was restated and the extremes of longer periods.
import type { Display, Indicator, Resolution, Series, SeriesPoint, Value } from '../api/types.ts'
import type { Lang } from '../format/numbers.ts'
import { position } from '../format/numbers.ts'
import { formatAsOf, formatDay } from '../format/time.ts'

export interface TrendSlot {
  /** 2026-11-22, 2026-11-22 15:00 for the hour that ends then, 2026-11 for a month. */
  readonly label: string
  readonly y: number | null
  /** The server's text of the value; null in a gap. */
  readonly text: string | null
  /** What was printed when its day was over, where it has been restated since. */
  readonly was: { readonly y: number; readonly text: string } | null
  /** The least and the greatest value within the period. */
  readonly low: number | null
  readonly high: number | null
  readonly point: SeriesPoint
}

interface Told {
  readonly series: Pick<Series, 'points' | 'resolution'>
  readonly indicator: Indicator
  readonly zone: string
  readonly lang: Lang
}

/** The series as slots; the live value takes the place of the last one where it speaks of the same hour, day or period. */
export function trendSlotsOf({ series, indicator, zone, lang }: Told, live?: Value & { readonly at: string }): TrendSlot[] {
  const label = (point: Pick<SeriesPoint, 'at' | 'period'>): string => labelOf(point, { resolution: series.resolution, zone, lang })
  const slots = series.points.map((point): TrendSlot => {
    const y = point.display === null ? undefined : position(point, indicator)
    return {
      label: label(point), y: y ?? null, text: y === undefined ? null : (point.display?.text ?? null), was: wasOf(point.was), point,
      low: (point.min && position(point.min, indicator)) ?? null, high: (point.max && position(point.max, indicator)) ?? null,
    }
  })
  const last = slots[slots.length - 1]
  if (live === undefined || last === undefined) return slots
  const y = live.state === 'ok' || live.state === 'insufficient-sample' ? position(live, indicator) : undefined
  const period = last.point.period
  if (y === undefined || !follows(last.point, live.at, series.resolution, zone)) return slots
  const at = { at: live.at, ...(period === undefined ? {} : { period }) }
  slots[slots.length - 1] = {
    ...last, label: label(at), y, text: live.display.text, was: null,
    low: last.low === null ? null : Math.min(last.low, y), high: last.high === null ? null : Math.max(last.high, y),
  }
  return slots
}

/** From the first known value on, where nothing was known for so long before it that the line would have no room; else all of them. */
export function fromFirstKnown(slots: readonly TrendSlot[]): readonly TrendSlot[] {
  const first = slots.findIndex((slot) => slot.y !== null)
  return first > slots.length * EMPTY_SHARE ? slots.slice(first) : slots
}
const EMPTY_SHARE = 0.15

/** Printed figures are placed by eye only; nothing is judged by them. */
const wasOf = (was: Display | undefined): TrendSlot['was'] => (was === undefined ? null : { y: Number(was.text.replaceAll(',', '')), text: was.text })

/** Whether an instant lies in the hour, day or period that the last point tells. */
function follows({ at, period }: SeriesPoint, live: string, resolution: Resolution, zone: string): boolean {
  const [told, now] = [Date.parse(at), Date.parse(live)]
  if (now < told) return false
  if (resolution === 'hour') return Math.floor(told / 3_600_000) === Math.floor(now / 3_600_000)
  return period === undefined ? formatDay(at, zone) === formatDay(live, zone) : formatDay(live, zone) === period.to
}

function labelOf({ at, period }: Pick<SeriesPoint, 'at' | 'period'>, { resolution, zone, lang }: { readonly resolution: Resolution; readonly zone: string; readonly lang: Lang }): string {
  if (resolution === 'hour') return formatHour(at, zone)
  if (period === undefined) return formatDay(at, zone)
  const [year = '', month = '01'] = period.from.split('-')
  switch (resolution) {
    case 'year':
      return year
    case 'quarter':
      return quarterName(Number(year), Math.floor((Number(month) - 1) / 3), lang)
    case 'month':
      return `${year}-${month}`
    default:
      return `${period.from} ${lang === 'zh' ? '至' : 'to'} ${period.to.slice(0, 4) === year ? period.to.slice(5) : period.to}`
  }
}

const quarterName = (year: number, index: number, lang: Lang): string => (lang === 'zh' ? `${year}年第${'一二三四'[index] ?? ''}季度` : `Q${index + 1} ${year}`)

/** The close of an hour as people name it: 15:00, and 24:00 for the last of the day. */
function formatHour(at: string, zone: string): string {
  const text = formatAsOf(at, zone)
  if (text.endsWith('24:00') || !text.endsWith(':59')) return text
  const next = Number(text.slice(11, 13)) + 1
  return next === 24 ? `${text.slice(0, 10)} 24:00` : `${text.slice(0, 11)}${String(next).padStart(2, '0')}:00`
}

/** The slot at or after an instant at which the scope changed; undefined beyond the last. */
export function slotOfBreak(slots: readonly TrendSlot[], at: string): number | undefined {
  const found = slots.findIndex(({ point }) => Date.parse(point.at) >= Date.parse(at) || (point.period !== undefined && point.period.to >= at.slice(0, 10)))
  return found === -1 ? undefined : found
}
