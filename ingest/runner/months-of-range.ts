// A back-fill is cut into local months, newest first: what the judged windows need comes first, and a cancelled one leaves no hole near today.
import { addMonths, dateOf, dayOf, dayText } from '../../rules/time/calendar.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Range } from '../adapters/adapter.ts'

export interface Slice extends Range {
  /** `2026-05` */
  readonly month: string
}

/** The parts of the range that lie in each local month. They meet without gap or overlap. */
export function monthsOfRange({ from, to }: Range, zone: Zone): readonly Slice[] {
  const slices: Slice[] = []
  const date = dateOf(zone.localDay(from))
  for (let day = dayOf({ ...date, day: 1 }); zone.startOfDay(day) < to; day = addMonths(day, 1)) {
    const slice = { from: Math.max(from, zone.startOfDay(day)), to: Math.min(to, zone.startOfDay(addMonths(day, 1))) }
    if (slice.from < slice.to) slices.push({ ...slice, month: dayText(day).slice(0, 7) })
  }
  return slices.reverse()
}
