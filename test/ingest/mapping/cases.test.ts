import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../ingest/mapping/outcome.ts'
import { feedText, mapperOf, now } from '../feed-of.ts'

const APPEAL = `fact: {kind: case, caseType: appeal}
dates: {format: 'yyyy-MM-dd HH:mm'}
blanks: ["—", "NULL"]
key: {path: no}
version: {path: v}
observedAt: {path: updated}
area: {path: area, by: name, whenEmpty: city}
bureau: {path: bureau, by: name}
acceptedAt: {path: accepted}
dispatchedAt: {path: sent}
firstContactAt: {path: called}
closedAt: [{path: closed}, {path: /more/*/closed}]
reopenedAt: {path: reopened}
dueAt: {path: due}
cancelled: {path: state, equals: 作废}
directAnswer: {path: direct, in: [是, "1"]}
complex: {path: hard, enum: {Y: true, N: false}}
withdrawn: {path: state, equals: 撤回}`

const map = mapperOf(feedText(APPEAL))
const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const base = { no: 'A-1', v: '7', updated: '2026-02-28 10:00', accepted: '2026-02-27 09:00' }
const rejection = (outcome: Outcome) => (outcome.outcome === 'rejected' ? outcome.rejection : undefined)

describe('a record of a case', () => {
  it('becomes a fact with the fields it states and no others', () => {
    expect(map(base)).toEqual({
      outcome: 'fact',
      coveredUntil: now,
      fact: {
        kind: 'case', caseType: 'appeal', completeness: 'full', source: 'orders', key: 'A-1', version: 7, observedAt: at('2026-02-28 10:00'), area: null, bureau: null,
        fields: { acceptedAt: at('2026-02-27 09:00') },
      },
    })
  })

  it('states its whole life cycle, closings as an ordered set', () => {
    const record = {
      ...base, area: '东城', bureau: '卫生局', sent: '2026-02-27 10:00', called: '2026-02-27 11:00', closed: '2026-02-28 09:00', reopened: '2026-02-27 18:00', due: '2026-03-09 09:00',
      more: [{ closed: '2026-02-27 17:00' }, { closed: '2026-02-28 09:00' }, { closed: null }, {}], state: '已办结', direct: '否', hard: 'Y',
    }
    expect(map(record)).toMatchObject({
      outcome: 'fact',
      fact: {
        area: '990102', bureau: 'health',
        fields: {
          dispatchedAt: at('2026-02-27 10:00'), firstContactAt: at('2026-02-27 11:00'), closedAt: [at('2026-02-27 17:00'), at('2026-02-28 09:00')], reopenedAt: [at('2026-02-27 18:00')],
          dueAt: at('2026-03-09 09:00'), cancelled: false, directAnswer: false, complex: true,
        },
      },
    })
  })

  it.each([null, '', '   ', '\u3000', '—', 'NULL', undefined])('takes %j for absent, never for zero', (blank) => {
    expect(map({ ...base, closed: blank, called: blank, state: blank, area: blank, bureau: blank })).toEqual(map(base))
  })

  it('keeps a 20-digit number as it is written', () => {
    expect(map({ ...base, no: '20260301000000000001' })).toMatchObject({ fact: { key: '20260301000000000001' } })
    expect(rejection(map({ ...base, no: 2026030100000000000n }))).toMatchObject({ code: 'wrong-type' })
    expect(rejection(map({ ...base, no: Number('20260301000000000001') }))).toMatchObject({ field: 'key', code: 'wrong-type' })
    expect(map({ ...base, no: 12345 })).toMatchObject({ fact: { key: '12345' } })
  })

  it('that is taken back is a tombstone, whatever else it lacks', () => {
    expect(map({ no: 'A-1', v: '8', updated: '2026-02-28 10:00', state: '撤回' })).toMatchObject({ outcome: 'fact', fact: { key: 'A-1', version: 8, withdrawn: true, fields: {} } })
  })

  it.each([
    ['without key', { no: ' ' }, 'key', 'missing'],
    ['with a key of 201 characters', { no: 'x'.repeat(201) }, 'key', 'too-long'],
    ['with a control character in its key', { no: 'a\u0000b' }, 'key', 'control-character'],
    ['with half a character in its key', { no: 'a\ud800' }, 'key', 'unpaired-surrogate'],
    ['with a list for a key', { no: ['a'] }, 'key', 'wrong-type'],
    ['without acceptance', { accepted: null }, 'acceptedAt', 'missing'],
    ['with an unreadable date', { accepted: '27/02/2026' }, 'acceptedAt', 'unreadable-date'],
    ['with an unreadable date in a list', { more: [{ closed: 'soon' }] }, 'closedAt', 'unreadable-date'],
    ['with a date before 1970', { accepted: '1900-01-01 00:00' }, 'acceptedAt', 'date-out-of-range'],
    ['more than five minutes ahead', { updated: '2026-03-01 12:06' }, 'observedAt', 'in-the-future'],
    ['with a version that is no number', { v: '7a' }, 'version', 'not-an-integer'],
    ['with a version in scientific notation', { v: '1e3' }, 'version', 'not-an-integer'],
    ['with a version that loses digits', { v: '99999999999999999999' }, 'version', 'number-out-of-range'],
    ['with a value that no enum lists', { hard: 'maybe' }, 'complex', 'unlisted-value'],
    ['of an unknown area', { area: '北区' }, 'area', 'unknown-area'],
    ['of an area that two share', { area: '和平街道' }, 'area', 'ambiguous-area'],
    ['of an area that is no more', { area: '老区' }, 'area', 'expired-area'],
    ['of an unknown bureau', { bureau: '税务局' }, 'bureau', 'unknown-bureau'],
    ['closed before it was accepted', { closed: '2026-02-27 08:59' }, 'closedAt', 'closed-before-start'],
    ['with contact before dispatch', { sent: '2026-02-27 10:00', called: '2026-02-27 09:30' }, 'firstContactAt', 'contact-before-dispatch'],
    ['reopened before it was closed', { closed: '2026-02-27 12:00', reopened: '2026-02-27 11:00' }, 'reopenedAt', 'reopened-before-closed'],
  ])('%s is refused with field and reason', (_, change, field, code) => {
    const found = rejection(map({ ...base, ...change }))
    expect(found).toMatchObject({ field, code })
    for (const text of [found?.reason, found?.advice]) {
      expect(text?.zh).toMatch(/\p{Script=Han}/u)
      expect(text?.en).toMatch(/^[A-Z]/)
      expect(`${text?.zh}${text?.en}`).not.toContain('{detail}')
    }
  })

  it('that is refused says column and value, short and printable', () => {
    expect(rejection(map({ ...base, accepted: `${'x'.repeat(500)}` }))).toMatchObject({ path: 'accepted', value: `${'x'.repeat(119)}…`, code: 'unreadable-date' })
    expect(rejection(map({ ...base, no: 'a\u0000\ud800' }))?.value).toBe('a\\u0000\\ud800')
  })

  it('at the very moment of acceptance, or five minutes ahead, is taken', () => {
    expect(map({ ...base, closed: base.accepted }).outcome).toBe('fact')
    expect(map({ ...base, updated: '2026-03-01 12:05' }).outcome).toBe('fact')
  })

  it('that was due before it was accepted is taken with a warning', () => {
    expect(map({ ...base, due: '2026-02-01 00:00' })).toMatchObject({ outcome: 'fact', warnings: [{ field: 'dueAt', code: 'due-before-start' }] })
    expect(map({ ...base, sent: '2026-02-27 08:00' })).toMatchObject({ outcome: 'fact', warnings: [{ code: 'dispatched-before-accepted' }] })
  })
})

describe('a record of some fields of a case', () => {
  const partial = mapperOf(feedText('fact: {kind: case, caseType: event}\nkey: {path: no}\nobservedAt: {path: at}\nclosedAt: {path: closed}\nonline: {path: online}', { delivery: 'partial' }))

  it('needs no beginning, but must state something', () => {
    expect(partial({ no: '1', at: '2026-02-01T00:00:00Z', online: true })).toMatchObject({ fact: { completeness: 'partial', version: Date.parse('2026-02-01'), fields: { online: true } } })
    expect(rejection(partial({ no: '1', at: '2026-02-01T00:00:00Z' }))).toMatchObject({ field: 'record', code: 'nothing-stated' })
  })

  it('takes only true and false for a flag without test', () => {
    expect(rejection(partial({ no: '1', at: '2026-02-01T00:00:00Z', online: '是' }))).toMatchObject({ field: 'online', code: 'not-a-flag' })
    expect(rejection(partial({ no: '1', at: '2026-02-01T00:00:00Z', online: 1 }))).toMatchObject({ code: 'not-a-flag' })
  })
})

describe('a filter', () => {
  const filtered = mapperOf(feedText(`${APPEAL}\nfilter: [{path: kind, equals: 诉求}, {path: channel, not-in: [test]}, {path: town, in: [a, b]}]`))
  const mine = { ...base, kind: '诉求', channel: 'web', town: 'a' }

  it('leaves out what is not of the feed, even where it could not be read', () => {
    expect(filtered(mine).outcome).toBe('fact')
    for (const change of [{ kind: '咨询' }, { kind: null }, { channel: 'test' }, { town: 'c' }, { town: undefined }, { kind: '咨询', accepted: 'rubbish' }]) {
      expect(filtered({ ...mine, ...change })).toEqual({ outcome: 'filtered' })
    }
    expect(filtered({ ...mine, channel: null }).outcome).toBe('fact')
  })
})

describe('declared columns of a pushed feed', () => {
  const declared = mapperOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}', { rest: 'columns: [no, at]\nignore: [note]\n' }))

  it('are complete: another one, or one that is gone, refuses the record by name', () => {
    const record = { no: '1', at: '2026-02-01T00:00:00Z' }
    expect(declared({ ...record, note: 'x' }).outcome).toBe('fact')
    expect(rejection(declared({ ...record, at2: 'x' }))).toMatchObject({ code: 'unknown-column', path: 'at2' })
    expect(rejection(declared({ no: '1' }))).toMatchObject({ code: 'missing-column', path: 'at' })
  })
})

describe('an area that has ended', () => {
  it('is followed to its successor where the feed says so', () => {
    const following = mapperOf(feedText(APPEAL.replace('whenEmpty: city', 'whenEmpty: city, whenExpired: successor')))
    expect(following({ ...base, area: '老区' })).toMatchObject({ fact: { area: '990102' } })
  })

  it('is still valid for what was true before its end', () => {
    const early = { ...base, updated: '2021-04-08 23:59', accepted: '2021-04-08 10:00', area: '老区' }
    expect(map(early)).toMatchObject({ fact: { area: '990199' } })
  })
})
