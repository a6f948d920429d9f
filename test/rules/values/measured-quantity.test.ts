import { describe, expect, it } from 'vitest'
import type { MeasurementFact, Quantity } from '../../../rules/facts/fact.ts'
import type { WindowRule } from '../../../rules/time/windows.ts'
import { spanOf } from '../../../rules/time/windows.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { measuredQuantity } from '../../../rules/values/measured-quantity.ts'
import { fc } from '../../services/properties.ts'
import { shuffled } from '../facts/statements.ts'

const zone = zoneOf('Asia/Shanghai')
const at = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)
const share = (numerator: number, denominator: number): Quantity => ({ kind: 'share', numerator: BigInt(numerator), denominator: BigInt(denominator) })

const measured = (form: MeasurementFact['form'], from: string | undefined, to: string, quantity: Quantity, more: Partial<MeasurementFact> = {}): MeasurementFact => ({
  kind: 'measurement', source: 's', key: `${form} ${from} ${to}`, observedAt: at(to), version: at(to), area: 'a', bureau: null, indicator: 'i', population: 'all', form,
  ...(from === undefined ? {} : { from: at(from) }), to: at(to), quantity, ...more,
})

const city = { zone, assessment: { periodFrom: 26, yearFromMonth: 12 } }

function ask(facts: readonly MeasurementFact[], rule: WindowRule, asOf: string) {
  const span = spanOf(rule, at(asOf), city)
  if (span === undefined) throw new RangeError(rule.kind)
  return measuredQuantity(facts, { indicator: 'i', population: 'all', area: 'a', rule, span, asOf: at(asOf), systems: ['s'] })
}

const thirty: WindowRule = { kind: 'rolling-days', days: 30 }

describe('increments', () => {
  const first = measured('increment', '2026-05-01', '2026-05-11', share(1, 10))
  const second = measured('increment', '2026-05-11', '2026-05-21', share(3, 20))

  it('that follow one another from the beginning of the window are its sum, as far as they reach', () => {
    expect(ask([second, first], thirty, '2026-05-30')).toEqual({ quantity: share(4, 30), open: 0, coveredUntil: at('2026-05-21') })
  })

  it('with a gap, an overlap or a late beginning cover no window', () => {
    expect(ask([first, measured('increment', '2026-05-12', '2026-05-21', share(3, 20))], thirty, '2026-05-30').quantity).toBeUndefined()
    expect(ask([first, measured('increment', '2026-05-10', '2026-05-21', share(3, 20))], thirty, '2026-05-30').quantity).toBeUndefined()
    expect(ask([first, { ...first, key: 'again' }, second], thirty, '2026-05-30').quantity).toBeUndefined()
    expect(ask([second], thirty, '2026-05-30').quantity).toBeUndefined()
  })

  it('of bare numbers never add up', () => {
    expect(ask([measured('increment', '2026-05-01', '2026-05-21', { kind: 'count', value: 3n })], thirty, '2026-05-30').quantity).toBeUndefined()
  })

  it('add up the same way in every order', () => {
    fc.assert(fc.property(shuffled([first, second, measured('increment', '2026-05-21', '2026-05-25', share(2, 2))]), (facts) => {
      expect(ask(facts, thirty, '2026-05-30').quantity).toEqual(share(6, 32))
    }))
  })

  it('of other areas, populations, systems, of the future or taken back are none', () => {
    const others: readonly Partial<MeasurementFact>[] = [{ area: 'b' }, { population: 'excluding-complex' }, { source: 't' }, { indicator: 'j' }, { withdrawn: true }]
    for (const other of others) expect(ask([{ ...first, ...other }], thirty, '2026-05-30').quantity).toBeUndefined()
    expect(ask([first], thirty, '2026-05-10').quantity).toBeUndefined()
  })

  it('cover the last closed year only when they reach its end', () => {
    const closed: WindowRule = { kind: 'last-closed', period: 'year' }
    const half = measured('increment', '2025-01-01', '2025-07-01', share(1, 2))
    expect(ask([half], closed, '2026-02-01').quantity).toBeUndefined()
    expect(ask([half, measured('increment', '2025-07-01', '2026-01-01', share(2, 2))], closed, '2026-02-01').quantity).toEqual(share(3, 4))
  })
})

describe('figures to date', () => {
  const closed: WindowRule = { kind: 'last-closed', period: 'year' }

  it('since New Year are the year to date, the latest one counting', () => {
    const facts = [measured('to-date', '2026-01-01', '2026-03-01', share(1, 2)), measured('to-date', '2026-01-01', '2026-04-01', share(5, 6))]
    expect(ask(facts, { kind: 'to-date', period: 'year' }, '2026-05-01')).toEqual({ quantity: share(5, 6), open: 0, coveredUntil: at('2026-04-01') })
    expect(ask(facts, { kind: 'to-date', period: 'year' }, '2026-03-15').quantity).toEqual(share(1, 2))
  })

  it('since another day say nothing about the year', () => {
    expect(ask([measured('to-date', '2026-01-26', '2026-03-01', share(1, 2))], { kind: 'to-date', period: 'year' }, '2026-05-01').quantity).toBeUndefined()
  })

  it('of a part of the last closed year are not that year', () => {
    const march = measured('to-date', '2025-01-01', '2025-03-01', share(1, 2))
    expect(ask([march], closed, '2026-02-01').quantity).toBeUndefined()
    expect(ask([march, measured('to-date', '2025-01-01', '2026-01-01', share(7, 9))], closed, '2026-02-01').quantity).toEqual(share(7, 9))
  })
})

describe('periods of the calendar and of the city', () => {
  const period: WindowRule = { kind: 'to-date', period: 'assessment-period' }
  const closed: WindowRule = { kind: 'last-closed', period: 'assessment-period' }
  const first = measured('increment', '2026-10-26', '2026-11-10', share(1, 10))
  const rest = measured('increment', '2026-11-10', '2026-11-26', share(4, 10))

  it('are covered by increments that begin with them, and closed only when these reach the end', () => {
    expect(ask([first], period, '2026-11-22')).toEqual({ quantity: share(1, 10), open: 0, coveredUntil: at('2026-11-10') })
    expect(ask([first, rest], closed, '2026-11-26')).toEqual({ quantity: share(5, 20), open: 0, coveredUntil: at('2026-11-26') })
    expect(ask([first], closed, '2026-11-26').quantity).toBeUndefined()
    expect(ask([rest], closed, '2026-11-26').quantity).toBeUndefined()
    expect(ask([first, rest], { kind: 'to-date', period: 'month' }, '2026-11-30').quantity).toBeUndefined()
  })

  it('are told by figures to date that begin with them', () => {
    const sinceApril = measured('to-date', '2026-04-01', '2026-06-01', share(3, 4))
    expect(ask([sinceApril], { kind: 'to-date', period: 'quarter' }, '2026-06-15').quantity).toEqual(share(3, 4))
    expect(ask([sinceApril], { kind: 'to-date', period: 'month' }, '2026-06-15').quantity).toBeUndefined()
    expect(ask([sinceApril], { kind: 'last-closed', period: 'quarter' }, '2026-07-15').quantity).toBeUndefined()
    expect(ask([measured('to-date', '2025-12-26', '2026-12-26', share(3, 4))], { kind: 'last-closed', period: 'assessment-year' }, '2027-01-01').quantity).toEqual(share(3, 4))
  })
})

describe('snapshots', () => {
  it('hold until the next one', () => {
    const facts = [measured('snapshot', undefined, '2026-03-01', share(1, 2)), measured('snapshot', undefined, '2026-04-01', share(5, 6))]
    expect(ask(facts, { kind: 'snapshot' }, '2026-03-20').quantity).toEqual(share(1, 2))
    expect(ask(facts, { kind: 'snapshot' }, '2026-04-01').quantity).toEqual(share(5, 6))
  })

  it('of one instant are chosen by their version, whatever came first', () => {
    const old = measured('snapshot', undefined, '2026-03-01', share(1, 2), { version: 1, key: 'old' })
    const corrected = measured('snapshot', undefined, '2026-03-01', share(2, 2), { version: 2, key: 'new' })
    for (const facts of [[old, corrected], [corrected, old]]) expect(ask(facts, { kind: 'snapshot' }, '2026-03-20').quantity).toEqual(share(2, 2))
  })
})
