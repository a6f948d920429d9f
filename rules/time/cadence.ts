// How far a feed is behind, by the clock that its cadence counts: all time, or that of working days only.
import { dateOf } from './calendar.ts'
import type { Instant } from './instant.ts'
import type { WorkingCalendar } from './working-calendar.ts'
import type { Zone } from './zone.ts'

export type CadenceClock = 'natural' | 'working-days'

/** `yearNotHeld`: the calendar does not know the working days of that year, so all time was counted. */
export interface Behind {
  readonly ms: number
  readonly yearNotHeld?: number
}

/** Milliseconds from `from` to `to` (0 when it comes first), of working days only where the clock says so: a working day counts from midnight to midnight. */
export function behindBy(clock: CadenceClock, { from, to, zone, calendar }: { readonly from: Instant; readonly to: Instant; readonly zone: Zone; readonly calendar: WorkingCalendar | undefined }): Behind {
  const natural = Math.max(0, to - from)
  if (clock === 'natural' || natural === 0) return { ms: natural }
  const [first, last] = [zone.localDay(from), zone.localDay(to)]
  const [firstYear, lastYear] = [dateOf(first).year, dateOf(last).year]
  for (let year = firstYear; year <= lastYear; year++) {
    if (calendar?.years.some((held) => held.year === year) !== true) return { ms: natural, yearNotHeld: year }
  }
  let ms = 0
  for (let day = first; day <= last; day++) {
    if (calendar?.isWorkday(day) === true) ms += Math.min(to, zone.startOfDay(day + 1)) - Math.max(from, zone.startOfDay(day))
  }
  return { ms }
}
