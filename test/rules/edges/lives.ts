// Lives of cases for properties: close to midnights, to the ends of months and years, and to the day a year later.
import type { CaseFields } from '../../../rules/facts/fact.ts'
import type { Zone } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'
import type { KnownCase } from './naive-cases.ts'

const DAY = 86_400_000
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY

const days = fc.oneof(
  fc.constantFrom('2023-12-31', '2024-01-01', '2023-12-25', '2023-12-26', '2024-02-25', '2024-02-26', '2024-03-31', '2024-04-01', '2024-12-25', '2024-12-26', '2024-02-28', '2024-02-29', '2024-03-01', '2024-12-31', '2025-01-01', '2025-02-28', '2025-03-01', '2025-03-09', '2025-11-02').map(day),
  fc.integer({ min: day('2023-10-01'), max: day('2026-06-01') }),
)
const timeOfDay = fc.oneof(fc.constantFrom(0, 1, DAY - 1), fc.integer({ min: 0, max: DAY - 1 }))

/** An instant of the city, often at the very beginning or end of a day. */
export const cityInstant = (zone: Zone): fc.Arbitrary<number> => fc.tuple(days, timeOfDay).map(([at, time]) => zone.startOfDay(at) + time)

const wait = fc.oneof(
  fc.constantFrom(0, 1, 30 * DAY, 365 * DAY, 366 * DAY),
  fc.integer({ min: -DAY, max: 3 * DAY }),
  fc.integer({ min: 0, max: 500 * DAY }),
)
const maybe = <T>(some: fc.Arbitrary<T>, frequency = 3): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined, freq: frequency })
const seldom = fc.integer({ min: 0, max: 5 }).map((number) => number === 0)

interface Waits {
  readonly dispatch: number | undefined
  readonly contact: number | undefined
  readonly close: readonly number[] | undefined
  readonly reopen: readonly number[] | undefined
  readonly cancel: number | undefined
}

const waits: fc.Arbitrary<Waits> = fc.record({
  dispatch: maybe(wait), contact: maybe(wait), close: maybe(fc.uniqueArray(wait, { maxLength: 3 })), reopen: maybe(fc.uniqueArray(wait, { maxLength: 2 }), 1), cancel: maybe(wait, 1),
})
const flags = fc.record({ cancelled: seldom, directAnswer: seldom, complex: fc.boolean(), online: fc.boolean(), withdrawn: seldom })

export const caseLife = (zone: Zone): fc.Arbitrary<KnownCase> =>
  fc.tuple(fc.constantFrom('appeal', 'event'), maybe(cityInstant(zone), 9), waits, flags).map(([type, start, after, { withdrawn, ...flag }]): KnownCase => {
    const at = (wait: number): number => (start ?? day('2025-01-01') * DAY) + wait
    const fields: CaseFields = {
      ...flag,
      ...(start === undefined ? {} : type === 'appeal' ? { acceptedAt: start } : { filedAt: start }),
      ...(after.dispatch === undefined ? {} : { dispatchedAt: at(after.dispatch) }),
      ...(after.contact === undefined ? {} : { firstContactAt: at(after.contact) }),
      ...(after.close === undefined ? {} : { closedAt: after.close.map(at) }),
      ...(after.reopen === undefined ? {} : { reopenedAt: [...after.reopen, ...(after.close ?? []).slice(0, 1)].map(at) }),
      ...(after.cancel === undefined ? {} : { cancelledAt: at(after.cancel) }),
    }
    return { type, fields, withdrawn }
  })

/** Every instant of a life, and the midnights around the day on which a window may forget it. */
export function turningPoints(cases: readonly KnownCase[], zone: Zone): readonly number[] {
  return cases.flatMap(({ fields }) => {
    const { acceptedAt, dispatchedAt, firstContactAt, filedAt, cancelledAt, closedAt = [], reopenedAt = [] } = fields
    const instants = [acceptedAt, dispatchedAt, firstContactAt, filedAt, cancelledAt, ...closedAt, ...reopenedAt].filter((instant) => instant !== undefined)
    const starts = [acceptedAt, dispatchedAt, filedAt].filter((instant) => instant !== undefined).map((instant) => zone.localDay(instant))
    const borders = starts.flatMap((start) => [1, 5, 6, 25, 29, 30, 31, 89, 91, 92, 364, 365, 366, 367].map((later) => zone.startOfDay(start + later)))
    return [...instants, ...borders]
  })
}

/** An instant to ask at: on a turning point, a millisecond beside it, or anywhere. */
export const askedAt = (points: readonly number[]): fc.Arbitrary<number> =>
  points.length === 0
    ? fc.constant(day('2025-06-01') * DAY)
    : fc.oneof(
        { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...points), fc.constantFrom(-1, 0, 1)).map(([point, nudge]) => point + nudge) },
        { weight: 1, arbitrary: fc.integer({ min: Math.min(...points) - DAY, max: Math.max(...points) + 400 * DAY }) },
      )
