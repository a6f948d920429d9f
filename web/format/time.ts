// Instants in the city's own zone, whatever zone the browser is in.
import type { Lang } from './numbers.ts'

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: number, zone: string): Parts {
  let format = formats.get(zone)
  if (format === undefined) {
    const numeric = 'numeric' as const
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric,
    })
    formats.set(zone, format)
  }
  const found: Record<string, number> = {}
  for (const part of format.formatToParts(at)) if (part.type !== 'literal') found[part.type] = Number(part.value)
  const read = (name: string): number => found[name] ?? 0
  return { year: read('year'), month: read('month'), day: read('day'), hour: read('hour') % 24, minute: read('minute'), second: read('second') }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** 2026-11-22 */
export function formatDay(at: string | number, zone: string): string {
  const p = partsOf(instant(at), zone)
  return `${p.year}-${two(p.month)}-${two(p.day)}`
}

/** 14:05 or 14:05:32 */
export function formatClock(at: string | number, zone: string, seconds = false): string {
  const p = partsOf(instant(at), zone)
  return `${two(p.hour)}:${two(p.minute)}${seconds ? `:${two(p.second)}` : ''}`
}

/** 2026-11-22 14:05 */
export function formatMoment(at: string | number, zone: string, seconds = false): string {
  return `${formatDay(at, zone)} ${formatClock(at, zone, seconds)}`
}

/** A moment as people name the end of a day: 2026-06-30 24:00 for its last second, else 2026-06-30 14:05. */
export function formatAsOf(at: string | number, zone: string): string {
  const day = formatDay(at, zone)
  return formatDay(instant(at) + 1_000, zone) === day ? formatMoment(at, zone) : `${day} 24:00`
}

/** As short as it stays clear beside `now`: 14:05 on the same day, 11-18 in the same year, else 2025-11-18. */
export function formatShort(at: string | number, now: string | number, zone: string): string {
  const day = formatDay(at, zone)
  const today = formatDay(now, zone)
  if (day === today) return formatClock(at, zone)
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day
}

/** 11月 or Nov, from a local day 2026-11-22. */
export function monthName(day: string, lang: Lang): string {
  const month = Number(day.slice(5, 7))
  return lang === 'zh' ? `${month}月` : (MONTHS[month - 1] ?? '')
}
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Whole days from `from` to `to`, at least 0. */
export function daysBetween(from: string | number, to: string | number): number {
  return Math.max(0, Math.floor((instant(to) - instant(from)) / 86_400_000))
}

/** Wall-clock text of an <input type=datetime-local> (2026-11-22T14:05) for an instant. */
export function toLocalInput(at: string | number, zone: string): string {
  return formatMoment(at, zone).replace(' ', 'T')
}

/** ISO 8601 with the zone's offset for a wall-clock text 2026-11-22T14:05; undefined when it is not one. */
export function fromLocalInput(text: string, zone: string): string | undefined {
  const read = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)
  if (read === null) return undefined
  const wall = Date.UTC(Number(read[1]), Number(read[2]) - 1, Number(read[3]), Number(read[4]), Number(read[5]))
  if (Number.isNaN(wall)) return undefined
  let offset = offsetAt(wall, zone)
  offset = offsetAt(wall - offset, zone)
  const minutes = Math.abs(offset) / 60_000
  const sign = offset < 0 ? '-' : '+'
  return `${read[1]}-${read[2]}-${read[3]}T${read[4]}:${read[5]}:00${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** ISO 8601 of the last millisecond of a local day 2026-11-22. */
export function endOfDay(day: string, zone: string): string | undefined {
  return fromLocalInput(`${day}T23:59`, zone)?.replace('T23:59:00', 'T23:59:59.999')
}

/** The calendar day so many days after a local day; negative for before. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Milliseconds that local time is ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  const p = partsOf(at, zone)
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(at / 1000) * 1000
}

function instant(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at)
}
