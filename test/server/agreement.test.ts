// Counts kept in memory and sums read from the store are two ways to the same values.
import { afterAll, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { fc, runs } from '../services/properties.ts'
import { HOUR, MINUTE, local, openSmallCity } from './small-city.ts'

const city = await openSmallCity()
afterAll(() => city.close())

const areas = ['990900', '990901', '990901001', '990902', 'park']
/** Minutes before or after now; mostly around the present, sometimes long ago. */
const lag = fc.oneof(fc.integer({ min: -3, max: 600 }), fc.integer({ min: 0, max: 600_000 }))
const street = fc.constantFrom('东一街', '东二街', '西一街', '西区', null)
const code = fc.constantFrom('990901001', '990901002', '990902001', null)
const key = fc.integer({ min: 1, max: 12 }).map(String)

const event = fc.record({ id: key, street, filed: lag, lasts: fc.option(fc.integer({ min: 0, max: 3_000 })), online: fc.constantFrom('是', '否'), told: fc.integer({ min: 0, max: 60 }) })
const order = fc.record({ no: key, area: code, accepted: lag, waits: fc.option(fc.integer({ min: 0, max: 60 })), contact: fc.option(fc.integer({ min: 0, max: 3_000 })), closed: fc.option(fc.integer({ min: 0, max: 5_000 })), complex: fc.constantFrom('0', '1'), told: fc.integer({ min: 0, max: 60 }) })
const resource = fc.record({ no: key, area: code, state: fc.constantFrom('approved', 'draft'), owner: fc.constantFrom('a', 'b'), days: fc.integer({ min: 0, max: 60 }) })
const step = fc.record({
  events: fc.array(event, { maxLength: 6 }), orders: fc.array(order, { maxLength: 6 }), resources: fc.array(resource, { maxLength: 4 }), passes: fc.integer({ min: 0, max: 3 * 24 * 60 * MINUTE }),
})

const text = (instant: number | null): string | null => (instant === null || instant > city.clock.now ? null : local(instant))
const after = (start: number | null, minutes: number | null): number | null => (start === null || minutes === null ? null : start + minutes * MINUTE)

function records({ events, orders, resources }: { readonly [K in 'events' | 'orders' | 'resources']: typeof step extends fc.Arbitrary<infer S> ? (S extends { [P in K]: infer V } ? V : never) : never }) {
  const { now } = city.clock
  return {
    events: events.map(({ id, street: at, filed, lasts, online, told }) => {
      const start = now - filed * MINUTE
      return { id, street: at, filed: local(start), closed: text(after(start, lasts)), online, updated: local(Math.min(now, start + told * MINUTE)) }
    }),
    orders: orders.map(({ no, area, accepted, waits, contact, closed, complex, told }) => {
      const start = now - accepted * MINUTE
      const dispatched = after(start, waits)
      return { no, area, accepted: local(start), dispatched: text(dispatched), contact: text(after(dispatched, contact)), closed: text(after(start, closed)), reopened: null, complex, updated: local(Math.min(now, start + told * MINUTE)) }
    }),
    catalogue: resources.map(({ no, area, state, owner, days }) => ({ no, area, state, owner, date: local(now - days * 24 * HOUR).slice(0, 10) })),
  }
}

describe('after any pushes and at any time', () => {
  it('what is kept in memory is what the store sums up to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
        for (const one of steps) {
          for (const [feed, samples] of Object.entries(records(one))) {
            const answer = await city.post(`/api/v1/feeds/${feed}/samples`, { samples })
            const { received, stored, duplicate, rejected } = answer.as<Record<string, number>>()
            expect([answer.status, received]).toEqual([200, (stored ?? NaN) + (duplicate ?? NaN) + (rejected ?? NaN)])
          }
          await city.moveTo(city.clock.now + one.passes)
          for (const area of areas) {
            const live = await city.assessor.snapshot(area)
            const summed = (await city.get(`/api/v1/standings?area=${area}&asOf=${encodeURIComponent(live?.asOf ?? '')}`)).as<Snapshot>()
            expect(live?.values).toEqual(summed.values)
            expect(live?.standings.map(({ item, proven, ceiling, state }) => ({ item, proven, ceiling, state }))).toEqual(summed.standings.map(({ item, proven, ceiling, state }) => ({ item, proven, ceiling, state })))
            for (const { numerator = 0, denominator = 0, sumMs = 0, count = 0, open } of summed.values) expect([numerator >= 0, numerator <= denominator, sumMs >= 0, count >= 0, open >= 0]).toEqual([true, true, true, true, true])
          }
        }
        expect(city.errors).toEqual([])
      }),
      { numRuns: runs(12) },
    )
  })

})
