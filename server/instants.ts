// Instants and local days as callers write them.
import type { Instant } from '../rules/time/instant.ts'
import type { Zone } from '../rules/time/zone.ts'
import { ProblemError } from './problem.ts'

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/

/** What zones are known for. */
const FIRST = Date.UTC(1970, 0, 2)
const LAST = Date.UTC(2100, 11, 31)

/** ISO 8601 with offset, or local time of the city without one; a bare date is its local midnight. Throws ProblemError 400, also outside 1970-2100. */
export function parseInstant(text: string, zone: Zone, name: string): Instant {
  const instant = WITH_OFFSET.test(text) ? readWithOffset(text) : readLocal(text, zone)
  if (instant === undefined || instant < FIRST || instant > LAST) {
    throw new ProblemError(400, `${name}=${text} is no instant of 1970 to 2100.`, 'Write it as 2026-11-22T14:05:00+08:00 (in an address, + is written %2B), or without offset in local time of the city.')
  }
  return instant
}

function readWithOffset(text: string): Instant | undefined {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) return undefined
  // Date.parse rolls 31 February over; the day that was written must exist.
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? instant : undefined
}

function readLocal(text: string, zone: Zone): Instant | undefined {
  const parts = LOCAL.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0))
  return zone.fromLocal({ year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0, ms: 0 })
}
