// Which days or hours a trend speaks of, and how finely: as callers write it, within what the store keeps.
import { dayText } from '../../rules/time/calendar.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'
import type { Resolution } from '../schemas/trends.ts'

/** Ten years and a little more. */
export const MOST_DAYS = 3_660
/** Sums of hours are kept for this long. */
export const HOURS_REACH_DAYS = 35

const MS_PER_HOUR = 3_600_000
const MS_PER_DAY = 24 * MS_PER_HOUR

/** The longest span, in days, that `auto` still tells so finely; longer ones are told by months. Hours go by the clock, with one to spare where it is changed. */
const AUTO_UP_TO = { hour: 3, day: 400, week: 1_200 } as const

/** How many days before its end a trend begins that names no beginning. */
const USUAL_DAYS: Readonly<Record<Resolution, number>> = { hour: HOURS_REACH_DAYS - 1, day: 365, week: 365, month: 365, quarter: 3_650, year: 3_650 }

export interface RangeTexts {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `day` when left out. */
  readonly resolution?: Resolution | 'auto' | undefined
}

export interface SeriesRange {
  readonly from: Instant
  readonly to: Instant
  readonly resolution: Resolution
}

interface Asking {
  readonly zone: Zone
  readonly now: Instant
  readonly knownAt?: Instant | undefined
}

/** Reads a range; it ends at the present at the latest, or at `knownAt`. Throws ProblemError 400 for what cannot be told. */
export function readRange({ zone, now, knownAt }: Asking, texts: RangeTexts): SeriesRange {
  const end = Math.min(now, knownAt ?? now)
  const to = texts.to === undefined ? end : Math.min(end, endOf(texts.to, zone))
  const asked = texts.resolution ?? 'day'
  const from = texts.from === undefined ? zone.startOfDay(zone.localDay(to) - USUAL_DAYS[asked === 'auto' ? 'day' : asked]) : parseInstant(texts.from, zone, 'from')
  if (from > to) throw new ProblemError(400, 'The range ends before it begins.', 'Give a `from` that lies before `to`, the present and knownAt.')
  const span = zone.localDay(to) - zone.localDay(from) + 1
  if (span > MOST_DAYS) throw new ProblemError(400, `The range is longer than ${MOST_DAYS} days.`, 'Ask for ten years at most, or for several ranges.')
  const oldestHour = zone.startOfDay(zone.localDay(now) - HOURS_REACH_DAYS)
  const hasHours = knownAt === undefined && from >= oldestHour
  if (asked === 'hour' && knownAt !== undefined) throw new ProblemError(400, 'Hours cannot be asked as they were known: their sums are kept by what is known now.', 'Leave knownAt out, or ask for resolution=day.')
  if (asked === 'hour' && !hasHours) throw new ProblemError(400, `The range begins before hours are kept, which is ${dayText(zone.localDay(oldestHour))}.`, `Give a later \`from\` (hours reach back ${HOURS_REACH_DAYS} days), or ask for resolution=day.`)
  return { from, to, resolution: asked === 'auto' ? resolutionFor(span, hasHours && to - from <= AUTO_UP_TO.hour * MS_PER_DAY + MS_PER_HOUR) : asked }
}

/** A bare date is that day to its end. */
const endOf = (text: string, zone: Zone): Instant => {
  const at = parseInstant(text, zone, 'to')
  return BARE_DATE.test(text) ? zone.startOfDay(zone.localDay(at) + 1) - 1 : at
}
const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/

function resolutionFor(days: number, isShort: boolean): Resolution {
  if (isShort) return 'hour'
  return days <= AUTO_UP_TO.day ? 'day' : days <= AUTO_UP_TO.week ? 'week' : 'month'
}
