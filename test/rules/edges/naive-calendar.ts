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

/** Whether what began on `date` belongs to the window of the model at `today`. */
export function inWindow(window: string, date: string, today: string): boolean {
  switch (window) {
    case 'rolling-12-months':
      return date >= plusDays(lastYear(today), 1) && date <= today
    case 'rolling-30-days':
      return date >= plusDays(today, -29) && date <= today
    case 'year-to-date':
      return yearOfDate(date) === yearOfDate(today)
    case 'last-closed-year':
      return yearOfDate(date) === yearOfDate(today) - 1
    default:
      throw new RangeError(`No such window: ${window}`)
  }
}
