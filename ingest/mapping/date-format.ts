// Dates as sources write them, compiled once to a function from text to instant.
import { zoneOf } from '../../rules/time/zone.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { compilePattern, readPattern } from './date-pattern.ts'
import { parseIso } from './iso-date.ts'
import type { DateFormat } from './vocabulary.ts'

export type DateFault = 'unreadable-date' | 'no-such-time' | 'date-out-of-range'
export type DateParser = (text: string) => Instant | DateFault

/** First instant that is read, 1970-01-01, and the first that is not, 2101-01-01 (UTC). */
const FIRST = 0
const BEYOND = Date.UTC(2101, 0, 1)
/** Milliseconds below this (March 1973) are taken for seconds in the wrong column. */
const SMALLEST_EPOCH_MS = 100_000_000_000

/** What is wrong with a declared format or its zone, or undefined. */
export function dateProblem(date: DateFormat): string | undefined {
  if (date.zone !== undefined) {
    try {
      zoneOf(date.zone)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  if (date.format.startsWith('epoch-')) {
    if (date.format !== 'epoch-ms' && date.format !== 'epoch-s') return `The date format "${date.format}" is unknown: write epoch-ms or epoch-s.`
    return date.endOfDay === true ? 'endOfDay needs a format without time.' : undefined
  }
  if (date.format === 'ISO') return undefined
  const pattern = readPattern(date.format)
  if (typeof pattern === 'string') return pattern
  return date.endOfDay === true && pattern.hasTime ? `endOfDay needs a format without time: "${date.format}" has one.` : undefined
}

/** Expects a declaration without problems. Not a regular expression, no Intl: one pass over the characters. */
export function compileDate(date: DateFormat, cityZone: Zone): DateParser {
  const zone = date.zone === undefined ? cityZone : zoneOf(date.zone)
  const endOfDay = date.endOfDay === true
  switch (date.format) {
    case 'ISO':
      return (text) => inRange(parseIso(text, zone, endOfDay))
    case 'epoch-ms':
      return (text) => {
        const ms = wholeNumber(text)
        return ms === undefined ? 'unreadable-date' : ms < SMALLEST_EPOCH_MS ? 'date-out-of-range' : inRange(ms)
      }
    case 'epoch-s':
      return (text) => {
        const seconds = wholeNumber(text)
        return seconds === undefined ? 'unreadable-date' : inRange(seconds * 1000)
      }
    default: {
      const pattern = readPattern(date.format)
      if (typeof pattern === 'string') throw new RangeError(pattern)
      const parse = compilePattern(pattern, zone, endOfDay)
      return (text) => inRange(parse(text))
    }
  }
}

function inRange(instant: Instant | DateFault): Instant | DateFault {
  return typeof instant === 'number' && (instant < FIRST || instant >= BEYOND) ? 'date-out-of-range' : instant
}

function wholeNumber(text: string): number | undefined {
  if (text.length === 0 || text.length > 16) return undefined
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return undefined
  }
  return Number(text)
}
