// Feeds as the pages order and word them, and small mends of a feed file that leave everything else as it is.
import { describe, expect, it } from 'vitest'
import type { Feed } from '../../web/api/feed-types.ts'
import { cadenceText, durationText } from '../../web/feeds/durations.ts'
import { byBureau, needsCare } from '../../web/feeds/feed-order.ts'
import { addAlias, ignoreColumn, mendOf, setDateFormat, setFlag, setScale, setValue } from '../../web/wiring/mend-file.ts'
import { city, feedOf } from './fixture.ts'

const MINUTE = 60_000

describe('feeds', () => {
  const place = { ...city, bureaus: [{ code: 'a', zh: '甲', en: 'A' }, { code: 'b', zh: '乙', en: 'B' }, { code: 'c', zh: '丙', en: 'C' }] }
  const order = (...feeds: Feed[]): unknown => byBureau(feeds, place).map(({ code, feeds: own }) => [code, own.map(({ id }) => id)])

  it('stand by bureau, what is wrong first, then as the city lists its bureaus, those of nobody last', () => {
    expect(order(
      feedOf('one', { bureau: 'a' }), feedOf('two', { bureau: 'b', state: 'late' }), feedOf('three', { bureau: 'c' }),
      feedOf('four', { bureau: 'b', state: 'stopped' }), feedOf('five', { bureau: null }), feedOf('six', { bureau: 'a', state: 'late' }),
    )).toEqual([['b', ['four', 'two']], ['a', ['six', 'one']], ['c', ['three']], [null, ['five']]])
  })
  it('need care when they are not well or their authorisation ends soon; a pause is somebody\'s decision', () => {
    const cares = (more: Partial<Feed>): boolean => needsCare(feedOf('x', more))
    expect([{}, { expiry: { daysLeft: 200, state: 'ok' } }, { expiry: { daysLeft: 30, state: 'soon' } }, { state: 'never' }, { state: 'paused' }].map((more) => cares(more as Partial<Feed>))).toEqual([false, false, true, true, false])
  })
})

describe('lengths of time', () => {
  it.each([[30_000, '不到 1 分钟', 'under a minute'], [MINUTE, '1 分钟', '1 minute'], [119 * MINUTE, '1 小时', '1 hour'], [47 * 60 * MINUTE, '47 小时', '47 hours'], [41 * 24 * 60 * MINUTE, '41 天', '41 days']])('%i ms are %s', (ms, zh, en) => {
    expect([durationText(ms, 'zh'), durationText(ms, 'en')]).toEqual([zh, en])
  })
  it.each([[1, '每分钟'], [15, '每 15 分钟'], [60, '每小时'], [1_440, '每天'], [132_480, '每季'], [4_320, '每 3 天']])('%i minutes between deliveries are %s', (minutes, zh) => {
    expect(cadenceText(minutes, 'zh')).toBe(zh)
  })
})

const FILE = `# 市民热线 Orders
schema: ctmm-feed/1
ignore: [note]
mapping:
  fact: {kind: case, caseType: appeal}
  dates: {format: 'yyyy-MM-dd HH:mm:ss'} # as the vendor writes them
  key: {path: no}
  status: {path: state, enum: {已审定: approved}}
  complex: {path: flag, enum: {'1': true, '0': false}}
  online: {path: mode, in: [App]}
  cancelled: {path: state, equals: Cancelled}
  closedAt: [{path: done}, {path: again, date: {format: ISO}}]
  percent: {path: rate, scale: 0-1}
`
const refusal = (code: string, field: string, path: string | null = null) => ({ code, field, path })

describe('a mend of the feed file', () => {
  it('changes one line and keeps comments and order', () => {
    const mended = setValue(FILE, 'status', '审核中', 'reviewing')
    const [before, after] = [FILE.split('\n'), mended.split('\n')]
    expect(after).toHaveLength(before.length)
    expect(after.filter((line, index) => line !== before[index])).toEqual(['  status: {path: state, enum: {已审定: approved, 审核中: reviewing}}'])
  })
  it('fits the reason', () => {
    expect([
      refusal('unlisted-value', 'status'), refusal('unlisted-value', 'complex'), refusal('not-a-flag', 'online'), refusal('unreadable-date', 'acceptedAt', 'at'), refusal('unreadable-date', 'closedAt', 'again'),
      refusal('wrong-scale', 'percent'), refusal('unknown-column', 'extra'), refusal('unknown-area', 'area'), refusal('ambiguous-bureau', 'bureau'), refusal('negative', 'count'),
    ].map((one) => mendOf(FILE, one))).toEqual([
      { kind: 'values', field: 'status' }, { kind: 'flags', field: 'complex' }, { kind: 'flags', field: 'online' }, { kind: 'date', field: 'acceptedAt', format: 'yyyy-MM-dd HH:mm:ss' }, { kind: 'date', field: 'closedAt', format: 'ISO' },
      { kind: 'scale', field: 'percent' }, { kind: 'ignore' }, { kind: 'place', place: 'area' }, { kind: 'place', place: 'bureau' }, { kind: 'none' },
    ])
  })
  it('adds a text that means yes to the test that is there', () => {
    expect(setFlag(FILE, 'complex', 'Y', true)).toContain("complex: {path: flag, enum: {'1': true, '0': false, Y: true}}")
    expect(setFlag(FILE, 'online', 'Web', true)).toContain('online: {path: mode, in: [App, Web]}')
    expect(setFlag(FILE, 'cancelled', '作废', true)).toContain('cancelled: {path: state, in: [Cancelled, 作废]}')
    expect(setFlag(FILE, 'online', 'Call', false)).toBe(FILE)
  })
  it('changes the dates of the one field that declares its own, else of all', () => {
    expect(setDateFormat(FILE, refusal('unreadable-date', 'acceptedAt', 'at'), 'yyyy/MM/dd')).toContain("dates: {format: 'yyyy/MM/dd'} # as the vendor writes them")
    const own = setDateFormat(FILE, refusal('unreadable-date', 'closedAt', 'again'), 'epoch-ms')
    expect(own).toContain('{path: again, date: {format: epoch-ms}}')
    expect(own).toContain("dates: {format: 'yyyy-MM-dd HH:mm:ss'}")
  })
  it('sets a scale and leaves a column aside', () => {
    expect(setScale(FILE, 'percent', '0-100')).toContain('percent: {path: rate, scale: 0-100}')
    expect(ignoreColumn(FILE, 'remark')).toContain('ignore: [note, remark]')
    expect(ignoreColumn('schema: ctmm-feed/1\n', 'remark')).toContain('remark')
  })
})

describe('another name of a place', () => {
  const CITY = "root: '1'\nareas:\n- {code: '1', kind: city, zh: 市} # all of it\n- {code: '2', kind: district, zh: 港东区, aliases: [港东]}\nbureaus:\n- {code: sjj, zh: 数据局}\n"
  it('is added where the code stands', () => {
    expect(addAlias(CITY, { place: 'area', code: '2', alias: '东港' })).toContain('aliases: [港东, 东港]')
    expect(addAlias(CITY, { place: 'bureau', code: 'sjj', alias: '大数据局' })).toContain('aliases: [大数据局]')
    expect(addAlias(CITY, { place: 'area', code: '1', alias: '全市' })).toContain('# all of it')
  })
  it('changes nothing for a code that is not there', () => {
    expect(addAlias(CITY, { place: 'area', code: '9', alias: 'x' })).toBe(CITY)
  })
})
