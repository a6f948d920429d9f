// A series as the trend chart needs it: one slot per local day or hour, so that a missing day stays a gap.
import type { Indicator, Series, SeriesPoint } from '../api/types.ts'
import { position } from '../format/numbers.ts'
import { formatClock, formatDay } from '../format/time.ts'

export interface TrendSlot {
  /** 2026-11-22, or 2026-11-22 14:00 for hours. */
  readonly label: string
  readonly y: number | null
  /** The server's text of the value; null in a gap. */
  readonly text: string | null
  readonly point: SeriesPoint | null
}

const STEP_MS = { day: 86_400_000, hour: 3_600_000 } as const

/** Slots from the first to the last point without a hole; the newest point of a slot wins. */
export function trendSlotsOf(series: Pick<Series, 'points' | 'resolution'>, indicator: Indicator, zone: string): TrendSlot[] {
  const label = (at: number): string => (series.resolution === 'day' ? formatDay(at, zone) : `${formatDay(at, zone)} ${formatClock(at, zone).slice(0, 2)}:00`)
  const byLabel = new Map<string, SeriesPoint>()
  const times = series.points.map((point) => Date.parse(point.at))
  series.points.forEach((point, index) => byLabel.set(label(times[index] ?? 0), point))
  const first = Math.min(...times)
  const last = Math.max(...times)
  const slots: TrendSlot[] = []
  const seen = new Set<string>()
  const step = STEP_MS[series.resolution] / 2
  for (let at = first; at <= last + step; at += step) {
    const name = label(Math.min(at, last))
    if (seen.has(name)) continue
    seen.add(name)
    const point = byLabel.get(name) ?? null
    const y = point === null ? undefined : position(point, indicator)
    slots.push({ label: name, y: y ?? null, text: y === undefined ? null : (point?.display?.text ?? null), point })
  }
  return slots
}
