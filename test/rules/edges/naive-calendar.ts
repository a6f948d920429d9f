// Local dates as people read them from a wall calendar, by way of the platform and of text: nothing here is shared with the rules.

const readers = new Map<string, Intl.DateTimeFormat>()
const dates = new Map<string, string>()

/** `2026-11-22` in that zone. */
export function localDate(zone: string, instant: number): string {
  const key = `${zone} ${instant}`
  const known = dates.get(key)
  if (known !== undefined) return known
  let reader = readers.get(zone)
  if (reader === undefined) readers.set(zone, (reader = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })))
  const date = reader.format(instant)
  dates.set(key, date)
  return date
}

export const yearOfDate = (date: string): number => Number(date.slice(0, 4))

export const plusDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** The same date of the year before; 28 February for a leap day. */
export function lastYear(date: string): string {
  const before = `${yearOfDate(date) - 1}${date.slice(4)}`
  return date.endsWith('-02-29') ? `${yearOfDate(date) - 1}-02-28` : before
}

/** How a city of the test assesses: the day on which its periods begin and, as month and day, its year. */
export interface NaiveAssessment {
  readonly periodFrom: number
  readonly yearFrom?: string
}

const monthOf = (date: string): string => date.slice(0, 7)
const quarterOf = (date: string): string => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`
const lastDayOf = (date: string): string => plusDays(`${monthOf(plusDays(`${monthOf(date)}-01`, 31))}-01`, -1)
const dayBeforeMonth = (date: string): string => plusDays(`${monthOf(date)}-01`, -1)

/** The month in which a period ends is its name. */
const periodOf = (date: string, { periodFrom }: NaiveAssessment): string =>
  monthOf(Number(date.slice(8)) >= periodFrom && periodFrom > 1 ? plusDays(lastDayOf(date), 1) : date)

/** The year in which an assessment year ends is its name; one that begins on 1 January ends in its own year. */
const assessmentYearOf = (date: string, yearFrom: string): number => yearOfDate(date) + (date.slice(5) >= yearFrom && yearFrom !== '01-01' ? 1 : 0)

/** Whether what began on `date` belongs to the window of the model at `today`. */
export function inWindow(window: string, date: string, today: string, assessment?: NaiveAssessment): boolean {
  switch (window) {
    case 'rolling-12-months':
      return date >= plusDays(lastYear(today), 1) && date <= today
    case 'rolling-30-days':
      return date >= plusDays(today, -29) && date <= today
    case 'calendar-month':
      return monthOf(date) === monthOf(today)
    case 'last-closed-month':
      return monthOf(date) === monthOf(dayBeforeMonth(today))
    case 'calendar-quarter':
      return quarterOf(date) === quarterOf(today)
    case 'last-closed-quarter': {
      let before = today
      while (quarterOf(before) === quarterOf(today)) before = dayBeforeMonth(before)
      return quarterOf(date) === quarterOf(before)
    }
    case 'assessment-period':
      return assessment !== undefined && periodOf(date, assessment) === periodOf(today, assessment)
    case 'last-closed-assessment-period':
      return assessment !== undefined && periodOf(date, assessment) === monthOf(dayBeforeMonth(`${periodOf(today, assessment)}-01`))
    case 'assessment-year':
      return assessment?.yearFrom !== undefined && assessmentYearOf(date, assessment.yearFrom) === assessmentYearOf(today, assessment.yearFrom)
    case 'last-closed-assessment-year':
      return assessment?.yearFrom !== undefined && assessmentYearOf(date, assessment.yearFrom) === assessmentYearOf(today, assessment.yearFrom) - 1
    case 'year-to-date':
      return yearOfDate(date) === yearOfDate(today)
    case 'last-closed-year':
      return yearOfDate(date) === yearOfDate(today) - 1
    default:
      throw new RangeError(`No such window: ${window}`)
  }
}
