// Days thinned to weeks, months, quarters or years: the value at the close of each, and its extremes, so that no peak is lost.
import { fractionOf, type Fraction } from '../../rules/exact/fraction.ts'
import { dayText, weekdayOf } from '../../rules/time/calendar.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import { periodOf } from '../../rules/time/periods.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Resolution, SeriesPoint } from '../schemas/trends.ts'
import { presentQuantity } from './present-value.ts'
import { isKnown, pointOf, type Moment, type Printer } from './series-points.ts'

export type LongResolution = Exclude<Resolution, 'hour' | 'day'>

/** The first day of the period in which a day lies; weeks begin on Monday. */
export function firstDayOf(resolution: LongResolution, day: LocalDay): LocalDay {
  return resolution === 'week' ? day - ((weekdayOf(day) + 6) % 7) : (periodOf(resolution, day, undefined)?.first ?? day)
}

/** One point a period, from the moments of all its days in order of time. */
export function thin(zone: Zone, print: Printer, moments: Iterable<Moment>, resolution: LongResolution): SeriesPoint[] {
  const points: SeriesPoint[] = []
  let period: Moment[] = []
  let first: LocalDay | undefined
  for (const moment of moments) {
    const begins = firstDayOf(resolution, moment.day)
    if (first !== undefined && begins !== first) points.push(...pointOfPeriod(zone, print, first, period.splice(0)))
    first = begins
    period.push(moment)
  }
  if (first !== undefined) points.push(...pointOfPeriod(zone, print, first, period))
  return points
}

/** The value at the close, or on the last day on which it was known; a gap only where it was known on none. */
function pointOfPeriod(zone: Zone, print: Printer, first: LocalDay, moments: readonly Moment[]): readonly SeriesPoint[] {
  const close = moments.at(-1)
  if (close === undefined) return []
  const known = moments.filter(({ value }) => isKnown(value))
  const told = known.at(-1) ?? close
  const [least, greatest] = [extreme(known, -1), extreme(known, 1)]
  return [{
    ...pointOf(zone, print, told),
    period: { from: dayText(first), to: dayText(close.day) },
    days: { known: known.length, all: moments.length },
    ...(least === undefined ? {} : { min: presentExtreme(zone, print, least) }),
    ...(greatest === undefined ? {} : { max: presentExtreme(zone, print, greatest) }),
  }]
}

const presentExtreme = (zone: Zone, print: Printer, { at, value }: Moment): NonNullable<SeriesPoint['min']> =>
  ({ at: zone.format(at), ...presentQuantity(value.quantity), display: print(value.quantity) })

/** The first moment with the least (-1) or the greatest (1) value, compared exactly. */
function extreme(moments: readonly Moment[], side: -1 | 1): Moment | undefined {
  let found: { readonly moment: Moment; readonly fraction: Fraction } | undefined
  for (const moment of moments) {
    const fraction = moment.value.quantity === undefined ? undefined : fractionOf(moment.value.quantity)
    if (fraction !== undefined && (found === undefined || exceeds(fraction, found.fraction, side))) found = { moment, fraction }
  }
  return found?.moment
}

function exceeds(a: Fraction, b: Fraction, side: -1 | 1): boolean {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return side === 1 ? difference > 0n : difference < 0n
}
