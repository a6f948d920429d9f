// Instants as a source wants to read them: the opposite of date-format.ts.
import { zoneOf, type Zone } from '../../rules/time/zone.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { readPattern } from './date-pattern.ts'
import type { DateFormat } from './vocabulary.ts'

/** Expects a declaration without problems (see dateProblem). What the format has no place for is cut off, so the text never says a later time. */
export function compileDateText(date: DateFormat, cityZone: Zone): (instant: Instant) => string {
  const zone = date.zone === undefined ? cityZone : zoneOf(date.zone)
  switch (date.format) {
    case 'ISO':
      return (instant) => zone.format(instant)
    case 'epoch-ms':
      return String
    case 'epoch-s':
      return (instant) => String(Math.floor(instant / 1000))
    default: {
      const pattern = readPattern(date.format)
      if (typeof pattern === 'string') throw new RangeError(pattern)
      return (instant) => {
        const local = new Date(instant + zone.offsetAt(instant))
        const hour = local.getUTCHours()
        // In the order of the pattern's slots.
        const parts = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate(), pattern.hours === 12 ? hour % 12 || 12 : hour, local.getUTCMinutes(), local.getUTCSeconds(), local.getUTCMilliseconds()]
        return pattern.steps.map((step) => {
          switch (step.kind) {
            case 'literal':
              return String.fromCharCode(step.literal)
            case 'half':
              return hour < 12 ? 'AM' : 'PM'
            case 'digits':
              return String(parts[step.slot] ?? 0).padStart(step.min, '0')
          }
        }).join('')
      }
    }
  }
}
