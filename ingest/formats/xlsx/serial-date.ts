// Dates of spreadsheets: days since their first day, with the time as a fraction, as text that a mapping reads.
import { readPattern, type Pattern } from '../../mapping/date-pattern.ts'

const MS_PER_DAY = 86_400_000
/** 1899-12-30 and 1904-01-01, as days before 1970. */
const FIRST_DAY = { from1900: -25_569, from1904: -24_107 } as const
/** The last day of 9999. */
const LAST_SERIAL = 2_958_465
/** Before it the calendar of spreadsheets has a day too many, 1900-02-29. */
const FIRST_RELIABLE = 61

export interface DateShape {
  readonly date1904: boolean
  /** Whether a time is written even at midnight. */
  readonly withTime: boolean
  /** The pattern in which the feed reads the column's texts; ISO when left out. A date that the pattern cannot hold is written in ISO. */
  readonly pattern?: Pattern | undefined
}

/** The date of a serial number; undefined for what is none. A number below 1 is a time of the day. */
export function serialDate(serial: number, { date1904, withTime, pattern }: DateShape): string | undefined {
  if (!(serial >= 0 && serial <= LAST_SERIAL)) return undefined
  const ms = Math.round(serial * MS_PER_DAY)
  if (ms < MS_PER_DAY) return timeText(new Date(ms))
  if (!date1904 && serial < FIRST_RELIABLE) return undefined
  const date = new Date(ms + (date1904 ? FIRST_DAY.from1904 : FIRST_DAY.from1900) * MS_PER_DAY)
  const hasTime = ms % MS_PER_DAY !== 0
  const inPattern = pattern === undefined ? undefined : write(date, pattern)
  return inPattern ?? `${date.toISOString().slice(0, 10)}${hasTime || withTime ? ` ${timeText(date)}` : ''}`
}

function timeText(date: Date): string {
  const text = date.toISOString().slice(11, 23)
  return text.endsWith('.000') ? text.slice(0, 8) : text
}

const SLOTS = [
  (date: Date) => date.getUTCFullYear(),
  (date: Date) => date.getUTCMonth() + 1,
  (date: Date) => date.getUTCDate(),
  (date: Date) => date.getUTCHours(),
  (date: Date) => date.getUTCMinutes(),
  (date: Date) => date.getUTCSeconds(),
  (date: Date) => date.getUTCMilliseconds(),
] as const

/** Undefined where the pattern leaves out a part that the date has. */
function write(date: Date, { steps, hours }: Pattern): string | undefined {
  const told = new Set(steps.flatMap(({ kind, slot }) => (kind === 'digits' ? [slot] : [])))
  const isWhole = SLOTS.every((valueOf, slot) => [...told].some((known) => known === slot) || valueOf(date) === (slot === 1 || slot === 2 ? 1 : 0))
  if (!isWhole) return undefined
  return steps.map(({ kind, literal, slot, min }) => {
    if (kind === 'literal') return String.fromCharCode(literal)
    if (kind === 'half') return date.getUTCHours() < 12 ? 'AM' : 'PM'
    const value = slot === 7 ? 0 : SLOTS[slot](date)
    return String(slot === 3 && hours === 12 ? value % 12 || 12 : value).padStart(min, '0')
  }).join('')
}

const patterns = new Map<string, Pattern | undefined>()

/** The pattern of a declared form; undefined for ISO and for numbers. */
export function patternOf(form: string): Pattern | undefined {
  if (!patterns.has(form)) {
    const pattern = form === 'ISO' || form.startsWith('epoch-') ? undefined : readPattern(form)
    patterns.set(form, typeof pattern === 'string' ? undefined : pattern)
    if (patterns.size > 200) patterns.clear()
  }
  return patterns.get(form)
}
