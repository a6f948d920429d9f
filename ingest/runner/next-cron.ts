// The next instant of a schedule in a zone, through changes of clock: a time that is skipped is made up for where the clock jumps, one that comes twice is taken once.
import { dateOf, weekdayOf } from '../../rules/time/calendar.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { CronFields } from './cron-fields.ts'

const DAY_SECONDS = 86_400
const EVERY_HOUR = 24
/** A 29 February on a given day of the week comes again within this. */
const LONGEST_WAIT_DAYS = 366 * 41

/** The first instant after `after`; undefined when there is none in forty years (a 31 February). */
export function nextCron(fields: CronFields, zone: Zone, after: Instant): Instant | undefined {
  const first = zone.localDay(after)
  for (let day = first; day < first + LONGEST_WAIT_DAYS; day++) {
    if (!isDay(fields, day)) continue
    const next = nextOfDay(fields, { zone, day, after })
    if (next !== undefined) return next
  }
  return undefined
}

function isDay({ monthDays, months, weekDays }: CronFields, day: LocalDay): boolean {
  const date = dateOf(day)
  if (!months.includes(date.month) || !weekDays.includes(weekdayOf(day))) return false
  const fromEnd = date.day - new Date(Date.UTC(date.year, date.month, 0)).getUTCDate()
  return monthDays.includes(date.day) || monthDays.includes(fromEnd)
}

interface Place {
  readonly zone: Zone
  readonly day: LocalDay
  readonly after: Instant
}

/** Part of a day in which the clock runs evenly. `shown` is what it reads at the beginning, in seconds after midnight of the day. */
interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly shown: number
}

function nextOfDay(fields: CronFields, place: Place): Instant | undefined {
  const everyHour = fields.hours.length === EVERY_HOUR
  /** Up to where the clock has been read on this day. */
  let reached = 0
  for (const stretch of stretchesOf(place)) {
    const lastShown = stretch.shown + (stretch.to - stretch.from) / 1000
    const skipped = stretch.shown > reached ? nextTime(fields, reached) : undefined
    if (!everyHour && skipped !== undefined && skipped < stretch.shown && stretch.from > place.after) return stretch.from
    // What the clock shows a second time has been taken, unless it is wanted every hour.
    let shown: number | undefined = everyHour ? stretch.shown : Math.max(stretch.shown, reached)
    if (place.after >= stretch.from) shown = Math.max(shown, stretch.shown + Math.floor((place.after - stretch.from) / 1000) + 1)
    shown = nextTime(fields, shown)
    if (shown !== undefined && shown < lastShown) return stretch.from + (shown - stretch.shown) * 1000
    reached = Math.max(reached, lastShown)
  }
  return undefined
}

function stretchesOf({ zone, day }: Place): readonly Stretch[] {
  const [start, end] = [zone.startOfDay(day), zone.startOfDay(day + 1)]
  const stretch = (from: Instant, to: Instant): Stretch => ({ from, to, shown: (from + zone.offsetAt(from)) / 1000 - day * DAY_SECONDS })
  if (zone.offsetAt(start) === zone.offsetAt(end - 1)) return [stretch(start, end)]
  let [low, high] = [start, end - 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle) === zone.offsetAt(start)) low = middle
    else high = middle
  }
  return [stretch(start, high), stretch(high, end)]
}

/** The first time of day from `least` on, in seconds after midnight; before midnight where a clock went back over it. */
function nextTime(fields: CronFields, least: number): number | undefined {
  if (least < 0) {
    const late = nextTime(fields, least + DAY_SECONDS)
    return late === undefined ? nextTime(fields, 0) : late - DAY_SECONDS
  }
  const from = Math.ceil(least)
  const [hour, minute, second] = [Math.floor(from / 3600), Math.floor(from / 60) % 60, from % 60]
  const exact = (h: number, m: number, s: number): number => h * 3600 + m * 60 + s
  const firstOf = (values: readonly number[], value: number): number | undefined => values.find((one) => one >= value)
  const [firstMinute = 0, firstSecond = 0] = [fields.minutes[0], fields.seconds[0]]
  if (fields.hours.includes(hour)) {
    if (fields.minutes.includes(minute)) {
      const later = firstOf(fields.seconds, second)
      if (later !== undefined) return exact(hour, minute, later)
    }
    const laterMinute = firstOf(fields.minutes, minute + 1)
    if (laterMinute !== undefined) return exact(hour, laterMinute, firstSecond)
  }
  const laterHour = firstOf(fields.hours, hour + 1)
  return laterHour === undefined ? undefined : exact(laterHour, firstMinute, firstSecond)
}
