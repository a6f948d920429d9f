// Reads how a city counts its time, for assessment and for work, out of a checked city file.
import { parseDay } from '../time/calendar.ts'
import type { LocalDay } from '../time/instant.ts'
import type { Assessment } from '../time/periods.ts'
import { parseHours, workingCalendarOf, type WorkingCalendar } from '../time/working-calendar.ts'
import type { Zone } from '../time/zone.ts'
import type { AssessmentEntry, WorkingCalendarEntry } from './city-schema.ts'

export function toAssessment({ periodFrom, yearFrom }: AssessmentEntry): Assessment {
  return { periodFrom, ...(yearFrom === undefined ? {} : { yearFromMonth: Number(yearFrom.slice(0, 2)) }) }
}

export function toWorkingCalendar({ hours, years }: WorkingCalendarEntry, zone: Zone): WorkingCalendar {
  return workingCalendarOf({
    hours: hours.flatMap((text) => parseHours(text) ?? []),
    years: years.map(({ year, holidays, workdays }) => ({ year, holidays: holidays.flatMap(daysOf), workdays: workdays.flatMap(daysOf) })),
  }, zone)
}

/** The days of `2026-10-01` or of `2026-10-01/2026-10-07`; none when there is no such day or the last comes first. */
export function daysOf(text: string): readonly LocalDay[] {
  const [first, last = first] = text.split('/').map(parseDay)
  return first === undefined || last === undefined ? [] : Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
