// The detectors by themselves: what is unusual beside what was delivered before, and what is not.
import { describe, expect, it } from 'vitest'
import { compare } from '../../../ingest/drift/compare.ts'
import { accept, learn } from '../../../ingest/drift/learn.ts'
import { isMended } from '../../../ingest/drift/mended.ts'
import { newProfile, Profile, type Profile as Known } from '../../../ingest/drift/profile.ts'
import { RejectionTally } from '../../../ingest/drift/rejection-tally.ts'
import { likeness } from '../../../ingest/drift/renamed.ts'
import { sightOf, type Sight } from '../../../ingest/drift/sight.ts'
import { watchedOf } from '../../../ingest/drift/watched-fields.ts'
import { mapDelivery } from '../../../ingest/intake/map-delivery.ts'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import type { Drift } from '../../../ingest/drift/drift.ts'
import { Value } from 'typebox/value'
import { fc } from '../../services/properties.ts'
import { city, feedOf, feedText, model, now } from '../feed-of.ts'

const HOUR = 3_600_000
const CASES = 'fact: {kind: case, caseType: event}\ndates: {format: "yyyy-MM-dd HH:mm:ss"}\nkey: {path: no}\nobservedAt: {path: at}\nfiledAt: {path: at}\narea: {path: street, by: name, whenEmpty: city}\nclosedAt: [{path: closed}]\nonline: {path: online, enum: {是: true, 否: false}}'
const SHARE = 'fact: {kind: measurement, indicator: data_classified_share}\ndates: {format: yyyy-MM-dd}\narea: {path: area, by: code, whenEmpty: city}\nform: {constant: snapshot}\nobservedAt: {received: true}\nto: {path: date}\nnumerator: {path: used}\ndenominator: {path: all}'
const LIST = 'fact: {kind: register-entry, register: data-resource}\ndates: {format: yyyy-MM-dd}\nkey: {path: no}\nobservedAt: {path: date}\nstatus: {path: state}'

/** A feed with what it has learnt so far. */
function learner(text: string) {
  const feed = feedOf(text)
  const watched = watchedOf(feed)
  const mapping = compileMapping(feed, city, model)
  let profile = newProfile('')
  let at = now
  const sight = (records: readonly object[]): Sight => {
    const samples = records.map((record, position) => ({ position, record: Object.assign(Object.create(null), record) }))
    return sightOf(watched, { samples, ...mapDelivery(mapping, samples, at) })
  }
  const look = (records: readonly object[], held: readonly string[] = []): readonly Drift[] => compare(profile, sight(records), { watched, now: at, cadenceMs: HOUR, held: new Set(held) })
  return {
    sight, look,
    take(records: readonly object[]): readonly Drift[] {
      const drifts = look(records)
      profile = learn(profile, sight(records), { watched, now: at })
      return drifts
    },
    pass: (ms: number) => void (at += ms),
    confirm: (drift: Drift) => void (profile = accept(profile, drift)),
    profile: (): Known => profile,
  }
}
const kinds = (drifts: readonly Drift[]): readonly string[] => drifts.map(({ kind, field }) => `${kind} ${field}`)

const event = (no: number, rest: object = {}): object => ({ no: String(10_000_000_000_000_000_000n + BigInt(no)), at: '2026-02-01 10:00:00', street: no % 2 === 0 ? '东区' : '西区', closed: no % 3 === 0 ? null : '2026-02-01 12:00:00', online: no % 4 === 0 ? '否' : '是', ...rest })
const events = (from: number, count: number, change: (record: Record<string, unknown>) => object = (record) => record): readonly object[] => Array.from({ length: count }, (_, index) => change({ ...event(from + index) }))
const without = (key: string) => ({ [key]: _gone, ...rest }: Record<string, unknown>): object => rest
const renamed = (key: string, to: string) => ({ [key]: value, ...rest }: Record<string, unknown>): object => ({ ...rest, [to]: value })

describe('records of a case', () => {
  const known = () => {
    const feed = learner(feedText(CASES))
    feed.take(events(0, 60))
    return feed
  }

  it('that are as usual say nothing, whatever their number', () => {
    const feed = known()
    for (const count of [0, 1, 7, 300]) expect(feed.take(events(100, count))).toEqual([])
  })
  it('without a field are held when it was almost always there', () => {
    expect(known().look(events(100, 20, without('street')))).toEqual([{ kind: 'field-gone', field: 'street', holds: true, detail: {} }])
  })
  it('whose field was always filled and is empty now are held once it is no accident', () => {
    const feed = known()
    expect(kinds(feed.look(events(100, 19, (record) => ({ ...record, online: '' }))))).toEqual([])
    expect(kinds(feed.look(events(100, 20, (record) => ({ ...record, online: '' }))))).toEqual(['field-gone online'])
  })
  it('whose field is often empty are not: that is what open cases look like', () => {
    expect(known().look(events(100, 50, (record) => ({ ...record, closed: null })))).toEqual([])
  })
  describe('without what comes later in the life of a case', () => {
    const closedAll = () => {
      const feed = learner(feedText(CASES))
      feed.take(events(0, 60, (record) => ({ ...record, closed: record['at'] })))
      return feed
    }
    const open = (from: number, count: number) => events(from, count, (record) => ({ ...record, closed: null }))
    const told = (drifts: readonly Drift[]) => drifts.map(({ kind, field, holds }) => `${kind} ${field} ${holds ? 'held' : 'taken'}`)

    it.each([['empty', open], ['gone', (from: number, count: number) => events(from, count, without('closed'))]] as const)('(%s) are told after more of them than new cases come in a row', (_, late) => {
      expect(closedAll().look(late(100, 199))).toEqual([])
      expect(told(closedAll().look(late(100, 200)))).toEqual(['field-gone closed taken'])
    })
    it('are taken through a storm, however many come, and are as usual with the first that is closed', () => {
      const feed = closedAll()
      for (let hour = 0; hour < 20; hour++) {
        expect(told(feed.take(open(100 + hour * 500, 500)))).toEqual(['field-gone closed taken'])
        feed.pass(HOUR - 1)
      }
      expect(feed.take(events(20_000, 1, (record) => ({ ...record, closed: record['at'] })))).toEqual([])
      feed.pass(30 * HOUR)
      expect(told(feed.take(open(30_000, 200)))).toEqual(['field-gone closed taken'])
    })
    it('are held once it has stayed away for twenty hours, and from then on one by one', () => {
      const feed = closedAll()
      feed.take(open(100, 500))
      feed.pass(10 * HOUR)
      feed.take(open(600, 50))
      feed.pass(10 * HOUR - 1)
      expect(told(feed.look(open(700, 1)))).toEqual(['field-gone closed taken'])
      feed.pass(1)
      expect(told(feed.look(open(700, 1)))).toEqual(['field-gone closed held'])
      expect(told(feed.look(open(700, 1), ['closed']))).toEqual(['field-gone closed held'])
    })
  })
  it('whose field has another name are told which, by its letters or by its values', () => {
    expect(known().look(events(100, 20, renamed('street', 'street_name')))).toMatchObject([{ kind: 'field-renamed', field: 'street', detail: { to: 'street_name' } }])
    expect(known().look(events(100, 20, renamed('online', '处置方式')))).toMatchObject([{ kind: 'field-renamed', field: 'online', detail: { to: '处置方式' } }])
    expect(known().look(events(100, 20, (record) => ({ ...without('street')(record), weather: '晴' })))).toMatchObject([{ kind: 'field-gone', field: 'street' }])
  })
  it('that come one by one are held after a few in a row, and one by one from then on', () => {
    const feed = known()
    const held = [1, 2, 3, 4, 5, 6, 7, 8].map((no) => kinds(feed.look(events(no, 1, without('street')))).length + (feed.take(events(no, 1, without('street'))).length > 0 ? 0 : 0))
    expect(held).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect(kinds(known().look(events(9, 1, without('street')), ['street']))).toEqual(['field-gone street'])
  })
  it('whose field holds something else are held', () => {
    const feed = known()
    expect(feed.look(events(100, 20, (record) => ({ ...record, no: `A-${String(record['no']).slice(-4)}` })))).toMatchObject([{ kind: 'field-retyped', field: 'no', holds: true, detail: { from: 'number', to: 'text', example: expect.stringMatching(/^A-/) } }])
    expect(feed.look(events(100, 20, (record) => ({ ...record, at: '1769911200000' })))).toMatchObject([{ kind: 'field-retyped', field: 'at', detail: { from: 'date', to: 'number' } }])
    expect(feed.look(events(100, 20, (record) => ({ ...record, street: { name: '东区' } })))).toMatchObject([{ kind: 'field-retyped', field: 'street', detail: { to: 'nested' } }])
  })
  it('with a value that nobody has listed are marked by it, and their neighbours are not held', () => {
    const drifts = known().look(events(100, 20, (record) => (record['no'] === '10000000000000000100' ? { ...record, online: '不详' } : record)))
    expect(drifts).toEqual([{ kind: 'new-value', field: 'online', holds: false, detail: { values: ['不详'] } }])
  })
  it('that are few in all are never called unusual', () => {
    const feed = learner(feedText(CASES))
    feed.take(events(0, 19))
    expect(feed.look(events(100, 50, without('street')))).toEqual([])
  })
  it('once confirmed are the usual', () => {
    const feed = known()
    const [drift] = feed.look(events(100, 20, without('street')))
    if (drift !== undefined) feed.confirm(drift)
    expect(feed.look(events(100, 20, without('street')))).toEqual([])
  })
})

describe('figures', () => {
  const row = (area: string, used: string, all: string): object => ({ area, date: '2026-02-01', used, all })
  const known = () => {
    const feed = learner(feedText(SHARE, { delivery: '' }))
    for (const used of ['41', '42', '44']) feed.take([row('990100', used, '50'), row('990102', String(Number(used) * 100), '9000')])
    return feed
  }

  it.each([['0.44', '0.5'], ['4400', '5000'], ['2640', '3000']])('of another size (%s of %s) are held', (used, all) => {
    expect(known().look([row('990100', used, all)])).toMatchObject([{ kind: 'scale-jump', field: 'used', holds: true, detail: { before: 42 } }, { kind: 'scale-jump', field: 'all', holds: true }])
  })
  it('are compared within their area: a district of another size is no jump', () => {
    expect(known().look([row('990102', '4450', '9000')])).toEqual([])
    expect(known().look([row('990103', '3', '4')])).toEqual([])
  })
  it('that move as figures do say nothing, and those that fall by half are held', () => {
    expect(known().look([row('990100', '90', '95')])).toEqual([])
    expect(known().look([row('990100', '22', '50')])).toEqual([])
    expect(known().look([row('990100', '20', '50')])).toMatchObject([{ kind: 'count-fell', field: 'used', detail: { before: 42, after: 20 } }])
  })
  it('that stand still for some cadences where they moved are marked, whatever date they bear', () => {
    const feed = learner(feedText(SHARE, { delivery: '' }))
    for (const used of [41, 42, 43, 44]) {
      feed.take([row('990100', String(used), '50')])
      feed.pass(HOUR)
    }
    const still: string[] = []
    for (let delivery = 0; delivery < 7; delivery++) {
      still.push(...kinds(feed.take([{ ...row('990100', '45', '50'), date: `2026-02-0${delivery + 1}` }])))
      feed.pass(HOUR)
    }
    expect(still).toEqual(['frozen ', 'frozen '])
    expect(kinds(feed.look([row('990100', '46', '50')]))).toEqual([])
  })
  it('that never moved are not frozen', () => {
    const feed = learner(feedText(SHARE, { delivery: '' }))
    for (let delivery = 0; delivery < 20; delivery++) {
      expect(feed.take([row('990100', '45', '50')])).toEqual([])
      feed.pass(HOUR)
    }
  })
})

describe('a full list', () => {
  const rows = (count: number): readonly object[] => Array.from({ length: count }, (_, index) => ({ no: `r${index}`, date: '2026-02-01', state: index % 2 === 0 ? 'approved' : 'draft' }))

  it('with less than half of its rows is held, with half of them it is not', () => {
    const feed = learner(feedText(LIST, { delivery: 'list' }))
    feed.take(rows(40))
    expect(feed.look(rows(20))).toEqual([])
    expect(feed.look(rows(19))).toEqual([{ kind: 'count-fell', field: '', holds: true, detail: { before: 40, after: 19 } }])
  })
  it('of a handful of rows may lose what it will', () => {
    const feed = learner(feedText(LIST, { delivery: 'list' }))
    feed.take(rows(8))
    expect(feed.look(rows(1))).toEqual([])
  })
})

describe('what ends a drift', () => {
  it('is a delivery that shows the field as it was, not one that says nothing of it', () => {
    const feed = learner(feedText(CASES))
    feed.take(events(0, 60))
    const gone = feed.look(events(100, 20, without('street')))
    const [open] = gone
    if (open === undefined) throw new Error('No drift was seen.')
    const at = (records: readonly object[]): boolean => isMended(open, { sight: feed.sight(records), drifts: feed.look(records, ['street']) })
    expect([at(events(200, 3, without('street'))), at([]), at(events(200, 1))]).toEqual([false, false, true])
  })
})

describe('records kept apart', () => {
  const rejected = (count: number, path: string) => Array.from({ length: count }, (_, index) => ({ position: String(index), sample: {}, rejection: { code: 'unreadable-date', field: 'at', path, value: '', reason: { zh: '日期', en: 'A date' }, advice: { zh: '', en: '' } } as const }))

  it('are too many when more than one in a hundred and twenty at least have one reason, however they are cut into parts', () => {
    const tally = (received: number, bad: number): number => {
      const one = new RejectionTally()
      for (let part = 0; part < 10; part++) one.add(received / 10, rejected(bad / 10, 'at'))
      return one.tooMany().length
    }
    expect([tally(100, 20), tally(2_000, 20), tally(1_990, 20), tally(10, 10), tally(100_000, 1_000), tally(100_000, 1_010)]).toEqual([1, 0, 1, 0, 0, 1])
  })
  it('for many reasons are single bad records', () => {
    const tally = new RejectionTally()
    for (let field = 0; field < 50; field++) tally.add(40, rejected(10, `f${field}`))
    expect(tally.tooMany()).toEqual([])
  })
})

describe('a profile', () => {
  it('stays small and sound whatever is delivered, and holds no value of the source', () => {
    const value = fc.oneof(fc.string(), fc.constant(null), fc.boolean(), fc.integer().map(String), fc.constant({ deep: ['x'] }), fc.constant('canary-value'))
    const record = fc.dictionary(fc.oneof(fc.constantFrom('no', 'at', 'street', 'closed', 'online'), fc.string({ maxLength: 6 })), value, { maxKeys: 12, noNullPrototype: false })
    fc.assert(fc.property(fc.array(fc.array(record, { maxLength: 12 }), { maxLength: 8 }), (deliveries) => {
      const feed = learner(feedText(CASES))
      for (const delivery of deliveries) feed.take(delivery)
      const text = JSON.stringify(feed.profile())
      expect(Value.Check(Profile, JSON.parse(text))).toBe(true)
      expect(text.length).toBeLessThan(20_000)
      expect(text).not.toContain('canary-value')
    }))
  })
  it('of another mapping is forgotten', () => {
    const feed = learner(feedText(CASES))
    feed.take(events(0, 60))
    const other = learner(feedText(CASES.replace('closedAt: [{path: closed}]\n', '')))
    expect(compare(feed.profile(), other.sight(events(0, 30, without('street'))), { watched: watchedOf(feedOf(feedText(CASES.replace('closedAt: [{path: closed}]\n', '')))), now, cadenceMs: HOUR, held: new Set() })).toEqual([])
  })
})

describe('names', () => {
  it.each([['street', 'street_name', true], ['首次联系时间', '联系时间', true], ['orderNo', 'order-no', true], ['street', 'weather', false], ['a', 'A', true], ['编号', '日期', false]])('%s and %s are alike: %s', (a, b, alike) => {
    expect(likeness(a, b) >= 0.5).toBe(alike)
  })
})
