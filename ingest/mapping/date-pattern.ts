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

/** A literal character, `min` to `max` digits, or AM/PM. All of one form, so that the loop over them stays fast. */
interface Step {
  readonly kind: 'literal' | 'digits' | 'half'
  readonly literal: number
  readonly slot: Slot
  readonly min: number
  readonly max: number
}

const NO_DIGITS = { slot: YEAR, min: 0, max: 0 } as const

/** A pattern taken apart; `hours` says whether the hour is of 12 or of 24. */
export interface Pattern {
  readonly steps: readonly Step[]
  readonly hours: 12 | 24
  readonly hasTime: boolean
}

const HALVES: readonly (readonly [string, 0 | 1])[] = [['AM', 0], ['PM', 1], ['am', 0], ['pm', 1], ['上午', 0], ['下午', 1]]

/** Half of the day that a text names at a place; all words have two characters. */
function halfAt(text: string, at: number): 0 | 1 | undefined {
  for (let index = 0; index < HALVES.length; index++) {
    const half = HALVES[index]
    if (half !== undefined && text.startsWith(half[0], at)) return half[1]
  }
  return undefined
}

/** The pattern, or what is wrong with it. */
export function readPattern(format: string): Pattern | string {
  const steps: Step[] = []
  const seen = new Set<Slot>()
  let hours: 12 | 24 = 24
  for (const part of format.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z]/gu) ?? []) {
    if (part === 'a') {
      steps.push({ kind: 'half', literal: 0, ...NO_DIGITS })
      seen.add(HALF)
      continue
    }
    if (!/^[A-Za-z]/.test(part)) {
      const literal = part.startsWith("'") && part.length > 1 ? part.slice(1, -1) : part
      for (let at = 0; at < literal.length; at++) steps.push({ kind: 'literal', literal: literal.charCodeAt(at), ...NO_DIGITS })
      continue
    }
    const token = TOKENS.get(part)
    if (token === undefined) {
      return `The date format "${format}" has the unknown token "${part}": write yyyy MM M dd d HH H hh h mm m ss s SSS a, and letters that stand for themselves in single quotes. Mind upper and lower case.`
    }
    if (seen.has(token.slot)) return `The date format "${format}" says "${part}" although that part is there already.`
    seen.add(token.slot)
    if (part.startsWith('h')) hours = 12
    steps.push({ kind: 'digits', literal: 0, ...token })
  }
  if (!seen.has(YEAR)) return `The date format "${format}" has no year: write yyyy.`
  if (seen.has(DAY) && !seen.has(MONTH)) return `The date format "${format}" has a day without a month.`
  if ((hours === 12) !== seen.has(HALF)) return `The date format "${format}": hh and a (AM/PM) belong together; HH is the hour of 24.`
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
      if (step.kind === 'literal') {
        if (text.charCodeAt(at) !== step.literal) return 'unreadable-date'
        at += 1
      } else if (step.kind === 'half') {
        const half = halfAt(text, at)
        if (half === undefined) return 'unreadable-date'
        parts[HALF] = half
        at += 2
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
