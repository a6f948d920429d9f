// Local time of the city: the zone's offsets are read from the platform once and kept as a table, so that no fact pays for Intl.
import type { Instant, LocalDay } from './instant.ts'

const MS_PER_DAY = 86_400_000
const FIRST = Date.UTC(1970, 0, 1)
const LAST = Date.UTC(2101, 0, 1)

/** A wall-clock reading. `month` is 1-12. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

/** The time zone of a city, for instants from 1970 to 2100. */
export interface Zone {
  /** IANA name. */
  readonly name: string
  /** Milliseconds that local time is ahead of UTC. */
  offsetAt(instant: Instant): number
  /** Days follow one another: an instant lies in the last day whose start it has reached. */
  localDay(instant: Instant): LocalDay
  /** The first instant of a local day, also where midnight is skipped by a change of clock. */
  startOfDay(day: LocalDay): Instant
  /** The instant of a wall-clock reading; the earlier one where it occurs twice; undefined where there is no such local time. */
  fromLocal(local: LocalTime): Instant | undefined
  /** ISO 8601 with the zone's offset; milliseconds only where there are any. */
  format(instant: Instant): string
}

const zones = new Map<string, Zone>()

/** The zone of an IANA name. Throws RangeError with advice when the platform does not know it. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = buildZone(name)
  zones.set(name, zone)
  return zone
}

function buildZone(name: string): Zone {
  const { starts, offsets } = transitionsOf(name)
  const last = starts.length - 1

  const offsetAt = (instant: Instant): number => {
    if (instant >= (starts[last] ?? 0)) return offsets[last] ?? 0
    let low = 0
    let high = last
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= instant) low = middle
      else high = middle - 1
    }
    return offsets[low] ?? 0
  }

  const fromLocalMs = (localMs: number): Instant | undefined => {
    // The offsets in force a day to either side are the only candidates; the larger one gives the earlier instant.
    const before = offsetAt(localMs - MS_PER_DAY)
    const after = offsetAt(localMs + MS_PER_DAY)
    const early = localMs - Math.max(before, after)
    if (early + offsetAt(early) === localMs) return early
    const late = localMs - Math.min(before, after)
    return late + offsetAt(late) === localMs ? late : undefined
  }

  const startOfDay = (day: LocalDay): Instant => {
    const midnight = day * MS_PER_DAY
    const exact = fromLocalMs(midnight)
    if (exact !== undefined) return exact
    // Midnight is skipped: the day begins at the change of clock, which lies where the earlier offset ends.
    return midnight - offsetAt(midnight - MS_PER_DAY)
  }

  const clockDay = (instant: Instant): LocalDay => Math.floor((instant + offsetAt(instant)) / MS_PER_DAY)
  const returnsToYesterday = starts.some((start) => clockDay(start) < clockDay(start - 1))
  // A clock that goes back over midnight reads the day before once more; that hour stays in the day that has begun.
  const steadyDay = (instant: Instant): LocalDay => {
    const day = clockDay(instant)
    return instant >= startOfDay(day + 1) ? day + 1 : day
  }

  return {
    name,
    offsetAt,
    localDay: returnsToYesterday ? steadyDay : clockDay,
    startOfDay,
    fromLocal: (local) => {
      const ms = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second, local.ms)
      return isCalendarDate(local) ? fromLocalMs(ms) : undefined
    },
    format: (instant) => formatWithOffset(instant, offsetAt(instant)),
  }
}

/** Whether year, month and day name a day of the calendar and the clock reading exists (a leap second does not). */
function isCalendarDate(local: LocalTime): boolean {
  const date = new Date(Date.UTC(local.year, local.month - 1, local.day))
  return (
    date.getUTCFullYear() === local.year && date.getUTCMonth() === local.month - 1 && date.getUTCDate() === local.day &&
    local.hour >= 0 && local.hour < 24 && local.minute >= 0 && local.minute < 60 &&
    local.second >= 0 && local.second < 60 && local.ms >= 0 && local.ms < 1000
  )
}

function formatWithOffset(instant: Instant, offset: number): string {
  const iso = new Date(instant + offset).toISOString()
  const local = iso.endsWith('.000Z') ? iso.slice(0, -5) : iso.slice(0, -1)
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const sign = offset < 0 ? '-' : '+'
  return `${local}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function transitionsOf(name: string): { readonly starts: readonly number[]; readonly offsets: readonly number[] } {
  let reader: Intl.DateTimeFormat
  try {
    reader = new Intl.DateTimeFormat('en-US', {
      timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    })
  } catch (cause) {
    throw new RangeError(`Unknown time zone "${name}": use an IANA name such as Asia/Shanghai.`, { cause })
  }
  const read = (instant: Instant): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of reader.formatToParts(instant)) part[type] = Number(value)
    const local = Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'] ?? 1, part['hour'] ?? 0, part['minute'] ?? 0, part['second'] ?? 0)
    return local - Math.floor(instant / 1000) * 1000
  }
  const starts: number[] = [FIRST]
  const offsets: number[] = [read(FIRST)]
  const step = 20 * MS_PER_DAY
  let previous = offsets[0] ?? 0
  for (let at = FIRST; at < LAST; at += step) {
    const next = read(at + step)
    if (next === previous) continue
    let low = at
    let high = at + step
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (read(middle) === previous) low = middle
      else high = middle
    }
    starts.push(high)
    offsets.push(next)
    previous = next
  }
  return { starts, offsets }
}
