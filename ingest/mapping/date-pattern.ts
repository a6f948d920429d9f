// Date patterns such as "MM/dd/yyyy hh:mm:ss a": taken apart once, then read character by character.
import type { Zone } from '../../rules/time/zone.ts'
import type { DateParser } from './date-format.ts'
import { clockOf, isDay } from './local-clock.ts'

type Slot = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7
const YEAR = 0
const MONTH = 1
const DAY = 2
const HOUR = 3
const MINUTE = 4
const SECOND = 5
const MS = 6
const HALF = 7

const TOKENS: ReadonlyMap<string, { readonly slot: Slot; readonly min: number; readonly max: number }> = new Map([
  ['yyyy', { slot: YEAR, min: 4, max: 4 }],
  ['MM', { slot: MONTH, min: 2, max: 2 }], ['M', { slot: MONTH, min: 1, max: 2 }],
  ['dd', { slot: DAY, min: 2, max: 2 }], ['d', { slot: DAY, min: 1, max: 2 }],
  ['HH', { slot: HOUR, min: 2, max: 2 }], ['H', { slot: HOUR, min: 1, max: 2 }],
  ['hh', { slot: HOUR, min: 2, max: 2 }], ['h', { slot: HOUR, min: 1, max: 2 }],
  ['mm', { slot: MINUTE, min: 2, max: 2 }], ['m', { slot: MINUTE, min: 1, max: 2 }],
  ['ss', { slot: SECOND, min: 2, max: 2 }], ['s', { slot: SECOND, min: 1, max: 2 }],
  ['SSS', { slot: MS, min: 3, max: 3 }],
])

type Step = { readonly literal: number } | { readonly slot: Slot; readonly min: number; readonly max: number } | { readonly half: true }

/** A pattern taken apart; `hours` says whether the hour is of 12 or of 24. */
export interface Pattern {
  readonly steps: readonly Step[]
  readonly hours: 12 | 24
  readonly hasTime: boolean
}

const HALVES: readonly (readonly [string, 0 | 1])[] = [['AM', 0], ['PM', 1], ['am', 0], ['pm', 1], ['上午', 0], ['下午', 1]]

/** The pattern, or what is wrong with it. */
export function readPattern(format: string): Pattern | string {
  const steps: Step[] = []
  const seen = new Set<Slot>()
  let hours: 12 | 24 = 24
  for (const part of format.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z]/gu) ?? []) {
    if (part === 'a') {
      steps.push({ half: true })
      seen.add(HALF)
      continue
    }
    if (!/^[A-Za-z]/.test(part)) {
      const literal = part.startsWith("'") && part.length > 1 ? part.slice(1, -1) : part
      for (let at = 0; at < literal.length; at++) steps.push({ literal: literal.charCodeAt(at) })
      continue
    }
    const token = TOKENS.get(part)
    if (token === undefined) {
      return `The date format "${format}" has the unknown token "${part}": write yyyy MM M dd d HH H hh h mm m ss s SSS a, and letters that stand for themselves in single quotes. Mind upper and lower case.`
    }
    if (seen.has(token.slot)) return `The date format "${format}" says "${part}" although that part is there already.`
    seen.add(token.slot)
    if (part.startsWith('h')) hours = 12
    steps.push({ slot: token.slot, min: token.min, max: token.max })
  }
  if (!seen.has(YEAR)) return `The date format "${format}" has no year: write yyyy.`
  if (seen.has(DAY) && !seen.has(MONTH)) return `The date format "${format}" has a day without a month.`
  if (hours === 12 !== seen.has(HALF)) return `The date format "${format}": hh and a (AM/PM) belong together; HH is the hour of 24.`
  const slots: readonly Slot[] = [HOUR, MINUTE, SECOND, MS]
  const gap = slots.findIndex((slot) => !seen.has(slot))
  if (gap >= 0 && slots.slice(gap).some((slot) => seen.has(slot))) return `The date format "${format}" leaves out a part between others.`
  return { steps, hours, hasTime: seen.has(HOUR) }
}

/** Reads a text in one pass over its characters. */
export function compilePattern({ steps, hours, hasTime }: Pattern, zone: Zone, endOfDay: boolean): DateParser {
  const clock = clockOf(zone)
  const parts = new Int32Array(8)
  return (text) => {
    parts.fill(0)
    parts[MONTH] = 1
    parts[DAY] = 1
    let at = 0
    for (const step of steps) {
      if ('literal' in step) {
        if (text.charCodeAt(at) !== step.literal) return 'unreadable-date'
        at += 1
      } else if ('half' in step) {
        const half = HALVES.find(([word]) => text.startsWith(word, at))
        if (half === undefined) return 'unreadable-date'
        parts[HALF] = half[1]
        at += half[0].length
      } else {
        const start = at
        let number = 0
        while (at - start < step.max) {
          const digit = text.charCodeAt(at) - 48
          if (!(digit >= 0 && digit <= 9)) break
          number = number * 10 + digit
          at += 1
        }
        if (at - start < step.min) return 'unreadable-date'
        parts[step.slot] = number
      }
    }
    if (at !== text.length) return 'unreadable-date'
    const year = parts[YEAR] ?? 0
    const month = parts[MONTH] ?? 0
    const day = parts[DAY] ?? 0
    const hour = parts[HOUR] ?? 0
    const minute = parts[MINUTE] ?? 0
    const second = parts[SECOND] ?? 0
    if (!isDay(year, month, day) || minute > 59 || second > 59) return 'unreadable-date'
    if (!hasTime) return clock.startOf(year, month, day, endOfDay ? 1 : 0)
    if (hours === 12 ? hour < 1 || hour > 12 : hour > 23) return 'unreadable-date'
    const hourOfDay = hours === 12 ? (hour % 12) + (parts[HALF] ?? 0) * 12 : hour
    return clock.at(year, month, day, ((hourOfDay * 60 + minute) * 60 + second) * 1000 + (parts[MS] ?? 0)) ?? 'no-such-time'
  }
}
