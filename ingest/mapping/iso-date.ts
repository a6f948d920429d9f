// ISO 8601 dates, with offset, or without one in a zone; a date alone is a whole day.
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { DateFault } from './date-format.ts'
import { clockOf, daysFromCivil, isDay } from './local-clock.ts'

const MS_PER_DAY = 86_400_000

/** Date, then optionally T or a space and a time to the minute or finer, then optionally Z or an offset. Digits beyond milliseconds are cut off. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

export function parseIso(text: string, zone: Zone, endOfDay: boolean): Instant | DateFault {
  const parts = ISO.exec(text)
  if (parts === null) return 'unreadable-date'
  const [, year, month, day, hours, minutes, seconds = '0', fraction = '', offset] = parts
  const [y, m, d, hour, minute, second] = [Number(year), Number(month), Number(day), Number(hours), Number(minutes), Number(seconds)]
  if (!isDay(y, m, d)) return 'unreadable-date'
  if (hours === undefined) return clockOf(zone).startOf(y, m, d, endOfDay ? 1 : 0)
  if (hour > 23 || minute > 59 || second > 59) return 'unreadable-date'
  const msOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
  if (offset === undefined) return clockOf(zone).at(y, m, d, msOfDay) ?? 'no-such-time'
  const ahead = offsetMs(offset)
  return ahead === undefined ? 'unreadable-date' : daysFromCivil(y, m, d) * MS_PER_DAY + msOfDay - ahead
}

function offsetMs(offset: string): number | undefined {
  if (offset === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = offset.length > 3 ? Number(offset.slice(-2)) : 0
  if (hours > 14 || minutes > 59) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
