import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../ingest/mapping/outcome.ts'
import { feedText, mapperOf } from '../feed-of.ts'

const rejection = (outcome: Outcome) => (outcome.outcome === 'rejected' ? outcome.rejection : undefined)
const day = (text: string): number => Date.parse(`${text}T00:00:00+08:00`)

describe('a row of a list', () => {
  const map = mapperOf(
    feedText(
      `fact: {kind: register-entry, register: data-resource}
dates: {format: yyyy-MM-dd}
key: {path: no}
observedAt: {path: date}
area: {constant: '990100', by: code}
bureau: {path: owner, by: code}
status: {path: state, enum: {已审核: approved, 草稿: draft}, otherwise: retired}
since: {path: since}
validFrom: {path: begin}
validTo: {path: end, date: {format: yyyy-MM-dd, endOfDay: true}}
group: {path: owner}`,
      { delivery: 'list' },
    ),
  )
  const row = { no: '1', date: '2026-02-28', state: '已审核', owner: 'health' }

  it('becomes an entry with its status and its validity', () => {
    expect(map({ ...row, since: '2026-01-05', begin: '2025-01-01', end: '2030-12-31' })).toMatchObject({
      outcome: 'fact',
      fact: {
        kind: 'register-entry', register: 'data-resource', status: 'approved', key: '1', area: '990100', bureau: 'health', group: 'health',
        observedAt: day('2026-02-28'), version: day('2026-02-28'), since: day('2026-01-05'), validFrom: day('2025-01-01'), validTo: day('2031-01-01'),
      },
    })
    expect(map({ ...row, state: '其他' })).toMatchObject({ fact: { status: 'retired' } })
  })

  it('needs a status, and ends after it began', () => {
    expect(rejection(map({ ...row, state: '' }))).toMatchObject({ field: 'status', code: 'missing' })
    expect(rejection(map({ ...row, begin: '2026-01-05', end: '2026-01-01' }))).toMatchObject({ field: 'validTo', code: 'ends-before-start' })
  })

  it('without enum may say only what the register knows', () => {
    const plain = mapperOf(feedText('fact: {kind: register-entry, register: data-resource}\nkey: {path: no}\nobservedAt: {received: true}\nstatus: {path: state}', { delivery: 'changes' }))
    expect(plain({ no: '1', state: 'approved' })).toMatchObject({ fact: { status: 'approved' } })
    expect(rejection(plain({ no: '1', state: 'finished' }))).toMatchObject({ field: 'status', code: 'unlisted-value', value: 'finished' })
  })
})

describe('a measured share', () => {
  const map = mapperOf(
    feedText(
      `fact: {kind: measurement, indicator: data_classified_share}
dates: {format: yyyy-MM-dd}
area: {path: area, by: code, whenEmpty: city}
form: {path: form, enum: {增量: increment, 累计: to-date, 时点: snapshot}}
from: {path: from}
to: {path: to}
numerator: {path: n, scale: 万}
denominator: {path: d, scale: 万}
percent: {path: p, scale: 0-100}`,
      { delivery: '', rest: 'coverage: {until: max-of, field: to}\n' },
    ),
  )
  const row = { area: '990102', form: '累计', from: '2026-01-01', to: '2026-02-28', n: '0.83', d: '1.0', p: '83' }

  it('keeps exact counts, and is known by what it measures', () => {
    expect(map(row)).toEqual({
      outcome: 'fact',
      coveredUntil: day('2026-02-28'),
      fact: {
        kind: 'measurement', indicator: 'data_classified_share', population: 'all', form: 'to-date', from: day('2026-01-01'), to: day('2026-02-28'), source: 'orders', area: '990102', bureau: null,
        observedAt: day('2026-02-28'), version: day('2026-02-28'), quantity: { kind: 'share', numerator: 8300n, denominator: 10_000n },
        key: `data_classified_share/all/990102/to-date/${day('2026-01-01')}/${day('2026-02-28')}`,
      },
    })
  })

  it.each([
    [{ p: '0.83' }, 'percent', 'wrong-scale'],
    [{ p: '83%' }, 'percent', 'wrong-scale'],
    [{ p: '830' }, 'percent', 'wrong-scale'],
    [{ p: 'n/a' }, 'percent', 'not-a-number'],
    [{ n: '', d: '' }, 'numerator', 'bare-percent'],
    [{ d: null }, 'denominator', 'bare-percent'],
    [{ n: null, p: null }, 'numerator', 'missing'],
    [{ n: '1.0001' }, 'numerator', 'numerator-above-denominator'],
    [{ n: '-1' }, 'numerator', 'negative'],
    [{ n: 'NaN' }, 'numerator', 'not-a-number'],
    [{ n: '1e3' }, 'numerator', 'not-a-number'],
    [{ n: '0.00001' }, 'numerator', 'not-an-integer'],
    [{ n: Number.NaN }, 'numerator', 'wrong-type'],
    [{ from: null }, 'from', 'missing'],
    [{ from: '2026-02-28' }, 'to', 'ends-before-start'],
    [{ form: '预测' }, 'form', 'unlisted-value'],
    [{ to: '2026-03-02' }, 'to', 'in-the-future'],
  ])('with %j is refused', (change, field, code) => {
    expect(rejection(map({ ...row, ...change }))).toMatchObject({ field, code })
  })

  it('of nothing is a fact: whether it can be judged is not for the mapping to say', () => {
    expect(map({ ...row, n: '0', d: '0', p: '' })).toMatchObject({ fact: { quantity: { numerator: 0n, denominator: 0n } } })
  })

  it('whose percentage is not that of its counts is taken with a warning', () => {
    expect(map({ ...row, p: '90' })).toMatchObject({ outcome: 'fact', warnings: [{ code: 'percent-disagrees' }] })
  })
})

describe('a measured mean and a measured count', () => {
  it('keep the sum of milliseconds and the count', () => {
    const map = mapperOf(
      feedText(
        `fact: {kind: measurement, indicator: appeal_mean_response_hours}
key: {path: id}
form: {constant: increment}
population: {path: pop}
from: {path: from}
to: {path: to}
sumMs: {path: hours, unit: h}
count: {path: n}`,
        { delivery: '' },
      ),
    )
    const row = { id: 'm1', pop: 'excluding-complex', from: '2026-02-01', to: '2026-02-02', hours: '12.25', n: '3' }
    expect(map(row)).toMatchObject({ fact: { key: 'm1', population: 'excluding-complex', quantity: { kind: 'mean', sumMs: 44_100_000n, count: 3n } } })
    expect(rejection(map({ ...row, hours: '-1' }))).toMatchObject({ field: 'sumMs', code: 'negative' })
    expect(rejection(map({ ...row, hours: '0.00000001' }))).toMatchObject({ field: 'sumMs', code: 'not-an-integer' })
    expect(rejection(map({ ...row, pop: 'some' }))).toMatchObject({ field: 'population', code: 'unlisted-value' })
  })

  it('keep a bare number for a count, and take no percentage for it', () => {
    const map = mapperOf(feedText('fact: {kind: measurement, indicator: open_scenarios_count}\nform: {constant: snapshot}\nto: {path: to}\nvalue: {path: v}', { delivery: '' }))
    expect(map({ to: '2026-02-02', v: '2' })).toMatchObject({ fact: { quantity: { kind: 'count', value: 2n } } })
    expect(rejection(map({ to: '2026-02-02', v: '83%' }))).toMatchObject({ field: 'value', code: 'not-a-number' })
    expect(rejection(map({ to: '2026-02-02', v: null }))).toMatchObject({ field: 'value', code: 'missing' })
  })
})
