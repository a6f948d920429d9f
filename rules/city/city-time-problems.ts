// What a schema cannot see in a city's calendars: years that begin within a period, days of another year, days named twice, years left out.
import { dayText, parseDay, weekdayOf, yearOf } from '../time/calendar.ts'
import type { LocalDay } from '../time/instant.ts'
import { parseHours } from '../time/working-calendar.ts'
import type { AssessmentEntry, WorkingCalendarEntry } from './city-schema.ts'
import { daysOf } from './city-time.ts'

/** JSON Pointer below the part in question, and what is wrong with what stands there. */
type Found = readonly [pointer: string, message: string]

/** An assessment year is made of whole periods: it begins on the day on which one of them does. */
export function assessmentProblems(assessment: AssessmentEntry | undefined): readonly Found[] {
  if (assessment?.yearFrom === undefined) return []
  const { periodFrom, yearFrom } = assessment
  // Any leap year has every month and day.
  const day = parseDay(`2000-${yearFrom}`)
  if (day === undefined) return [['/yearFrom', `The calendar has no month and day ${yearFrom}: write it like 12-26.`]]
  if (Number(yearFrom.slice(3)) === periodFrom) return []
  const right = `${yearFrom.slice(0, 2)}-${String(periodFrom).padStart(2, '0')}`
  return [['/yearFrom', `The assessment year begins on ${yearFrom}, within a period, as periods begin on day ${periodFrom}: write "${right}", or begin the periods on day ${Number(yearFrom.slice(3))}.`]]
}

export function workingCalendarProblems(calendar: WorkingCalendarEntry | undefined): readonly Found[] {
  return calendar === undefined ? [] : [...hoursProblems(calendar), ...yearsProblems(calendar), ...calendar.years.flatMap(daysProblems)]
}

function hoursProblems({ hours }: WorkingCalendarEntry): readonly Found[] {
  const parts = hours.map(parseHours)
  return hours.flatMap((text, index): readonly Found[] => {
    const part = parts[index]
    if (part === undefined) return [[`/hours/${index}`, `"${text}" are no hours of a day: write them like 09:00-12:00, the end after the beginning and 24:00 at most.`]]
    const before = parts[index - 1]
    return before !== undefined && part.from < before.to ? [[`/hours/${index}`, `"${text}" begins before "${hours[index - 1] ?? ''}" ends: list hours in order and apart from each other.`]] : []
  })
}

/** Working time is summed over the years held, so none may be missing between them. */
function yearsProblems({ years }: WorkingCalendarEntry): readonly Found[] {
  return years.flatMap(({ year }, index): readonly Found[] => {
    const before = years[index - 1]?.year
    return before === undefined || year === before + 1 ? [] : [[`/years/${index}/year`, `${year} follows ${before}: list years one after another, each once; ${before + 1} comes next.`]]
  })
}

function daysProblems({ year, holidays, workdays }: WorkingCalendarEntry['years'][number], index: number): readonly Found[] {
  const named = new Set<LocalDay>()
  const listProblems = (list: 'holidays' | 'workdays', texts: readonly string[]): readonly Found[] => texts.flatMap((text, position): readonly Found[] => {
    const at = `/years/${index}/${list}/${position}`
    const missing = text.split('/').find((part) => parseDay(part) === undefined)
    if (missing !== undefined) return [[at, `The calendar has no ${missing}.`]]
    const ends = text.split('/').flatMap((part) => parseDay(part) ?? [])
    const elsewhere = ends.find((day) => yearOf(day) !== year)
    if (elsewhere !== undefined) return [[at, `${dayText(elsewhere)} is no day of ${year}: list it in its own year.`]]
    const days = daysOf(text)
    if (days.length === 0) return [[at, `"${text}" ends before it begins.`]]
    const twice = days.find((day) => named.has(day))
    for (const day of days) named.add(day)
    if (twice !== undefined) return [[at, `${dayText(twice)} stands twice in ${year}: a day is a holiday or a working day, once.`]]
    const plain = list === 'workdays' ? days.find((day) => weekdayOf(day) !== 0 && weekdayOf(day) !== 6) : undefined
    return plain === undefined ? [] : [[at, `${dayText(plain)} is worked anyway, as it is no Saturday or Sunday: leave it out.`]]
  })
  return [...listProblems('holidays', holidays), ...listProblems('workdays', workdays)]
}
