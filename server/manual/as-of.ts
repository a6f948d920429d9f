// The as-of date of a filled form (截至日期).
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { dayText } from '../../rules/time/calendar.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A day stands for its end, which is the beginning of the next one; the present day for this moment. Throws ProblemError 400 for what has not come yet. */
export function asOfInstant(text: string, zone: Zone, now: Instant): Instant {
  const instant = parseInstant(text, zone, 'asOf')
  const isDay = DAY.test(text)
  if (instant > now) throw new ProblemError(400, `asOf ${text} has not come yet.`, 'State the day up to which the figures are counted.')
  return isDay ? Math.min(zone.startOfDay(zone.localDay(instant) + 1), now) : instant
}

/** As people wrote it: the day where it is the end of one, else the minute. */
export function asOfText(instant: Instant, zone: Zone): string {
  const day = zone.localDay(instant)
  return zone.startOfDay(day) === instant ? dayText(day - 1) : zone.format(instant).slice(0, 16).replace('T', ' ')
}
