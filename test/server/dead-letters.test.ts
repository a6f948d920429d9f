// Dead letters as a data bureau mends them: by reason, with an edited mapping, replayed through the ordinary intake.
import { describe, expect, it } from 'vitest'
import type { DeadLetterGroups, DeadLetterPage, DeadLetterPreview } from '../../server/schemas/dead-letters.ts'
import { digestsOf } from '../db/backup/told-city.ts'
import { events, FEEDS, HOUR, local, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const cityOfTest = smallCityOfTest()

const event = (id: string, more: object = {}): object => ({ id, street: '东一街', filed: local(NOON - HOUR), closed: null, online: '否', updated: local(NOON - HOUR), ...more })

/** Refused: a street that nobody knows (three, of two spellings), a flag that nobody knows, a date. One is right. */
async function refused(): Promise<SmallCity> {
  const city = await cityOfTest()
  await city.workbench.applyFeed(FEEDS.events, 'events.feed.yaml')
  expect(await city.push('events', [
    event('right'), event('a', { street: '东大街' }), event('b', { street: '东大街' }), event('c', { street: '1号街' }), event('d', { online: '不详' }), event('e', { filed: 'gestern', updated: local(NOON) }),
  ])).toEqual({ received: 6, stored: 1, duplicate: 0, rejected: 5 })
  return city
}

const path = '/api/v1/feeds/events/dead-letters'
const groupsOf = async (city: SmallCity): Promise<DeadLetterGroups> => (await city.get(`${path}/groups`)).as<DeadLetterGroups>()
const edited = FEEDS.events.replace('area: {path: street, by: name, whenEmpty: city}', "area: {path: street, by: name, whenEmpty: city, enum: {东一街: 东一街, 西一街: 西一街, 东大街: 东二街}}")

describe('dead letters', () => {
  it('are grouped by reason and field, the most frequent first, with what their values look like', async () => {
    const city = await refused()
    const { waiting, groups, settled } = await groupsOf(city)
    expect(waiting).toBe(5)
    expect(settled).toEqual({ replayed: 0, dismissed: 0, answered: 0, 'delivered-again': 0, undone: 0 })
    expect(groups).toMatchObject([
      { code: 'unknown-area', field: 'area', path: 'street', count: 3, values: [{ value: '东大街', count: 2 }, { value: '1号街', count: 1 }], shapes: [{ shape: '字', count: 2 }, { shape: '9字', count: 1 }], replayable: true, confirmed: 0 },
      { code: 'unlisted-value', field: 'online', path: 'online', count: 1 },
      { code: 'unreadable-date', field: 'filedAt', path: 'filed', count: 1, advice: { zh: expect.stringContaining('date.format') } },
    ])
    const page = (await city.get(`${path}?code=unknown-area&limit=2`)).as<DeadLetterPage>()
    expect(page.deadLetters.map(({ value }) => value)).toEqual(['1号街', '东大街'])
    const rest = (await city.get(`${path}?code=unknown-area&limit=2&before=${page.next ?? 0}`)).as<DeadLetterPage>()
    expect(rest).toMatchObject({ deadLetters: [{ value: '东大街', position: '1', settled: null, answer: null }], next: null })
  })

  it('are tried with an edited mapping: what would become of each, and what is proven of right samples; nothing changes', async () => {
    const city = await refused()
    // Standings are recorded beside, as time passes.
    const digests = async () => [...(await digestsOf(city.workbench.store.db))].filter(([table]) => table !== 'standing')
    const before = await digests()
    const { status, body } = await city.post(`${path}/preview`, { feedText: edited })
    expect([status, body]).toMatchObject([200, {
      waiting: 5, tried: 5, facts: 2, filtered: 0, refused: 3,
      refusedBy: expect.arrayContaining([expect.objectContaining({ code: 'unlisted-value', field: 'area', count: 1 }), expect.objectContaining({ code: 'unlisted-value', field: 'online', count: 1 })]),
      examples: { facts: [{ key: 'a', field: 'area', value: '东大街' }, { key: 'b' }], refused: [{ field: 'area', value: '1号街' }, { field: 'online' }, { field: 'filedAt' }] },
      // A table where there was none refuses what it does not list.
      right: { proof: 'unproven', changed: ['/mapping/area/enum'] },
    }])
    const { examples: { facts: [first] } } = body as DeadLetterPreview
    expect(JSON.parse(first?.fact ?? '')).toMatchObject({ area: '990901002', fields: { online: false } })
    expect(await digests()).toEqual(before)
    const listed = FEEDS.events.replace('enum: {是: true, 否: false}', 'enum: {是: true, 否: false, 不详: false}')
    expect((await city.post(`${path}/preview`, { feedText: listed })).body).toMatchObject({ facts: 1, right: { proof: 'extends', changed: [], text: { zh: expect.stringContaining('已证明') } } })
    expect((await city.post(`${path}/preview`, { feedText: FEEDS.events })).body).toMatchObject({ facts: 0, refused: 5, right: { proof: 'same' } })
  })

  it('become facts when they are replayed with the mapping in force, once; the rest waits with its present reason', async () => {
    const city = await refused()
    await city.workbench.applyFeed(edited, 'events.feed.yaml')
    const state = async () => (await city.get('/api/v1/feeds')).as<{ feeds: { id: string; lastReceivedAt: string; coveredUntil: string }[] }>().feeds.find(({ id }) => id === 'events')
    const heard = await state()
    expect((await city.post(`${path}/replay`, { code: 'unknown-area', by: '王' })).body).toEqual({ tried: 3, stored: 2, duplicate: 0, filtered: 0, refused: 1 })
    expect(await groupsOf(city)).toMatchObject({ waiting: 3, settled: { replayed: 2 } })
    expect((await groupsOf(city)).groups.map(({ code, field }) => `${code} ${field}`).sort()).toEqual(['unlisted-value area', 'unlisted-value online', 'unreadable-date filedAt'])
    expect((await city.post(`${path}/replay`, {})).body).toEqual({ tried: 3, stored: 0, duplicate: 0, filtered: 0, refused: 3 })
    expect((await city.get(`${path}?state=settled`)).body).toMatchObject({ deadLetters: [{ settled: { because: 'replayed', by: '王' } }, { settled: { because: 'replayed' } }] })
    await city.settled()
    const { values } = (await city.get('/api/v1/levels')).as<{ values: { indicator: string; judged: boolean; denominator?: number }[] }>()
    expect(values.find(({ indicator, judged }) => judged && indicator === 'event_online_disposal_rate')?.denominator).toBe(3)
    // The source itself was not heard.
    expect(await state()).toMatchObject({ lastReceivedAt: heard?.lastReceivedAt, coveredUntil: heard?.coveredUntil })
    // The same sample from the source is known by now.
    expect(await city.push('events', [event('a', { street: '东大街' })])).toMatchObject({ duplicate: 1, rejected: 0 })
    expect((await city.get('/metrics')).text).toContain('ctmm_dead_letters_waiting{feed="events"} 3')
  })

  it('wait again when the same sample is refused again, unless a person has let it go', async () => {
    const city = await refused()
    await city.workbench.applyFeed(edited, 'events.feed.yaml')
    await city.post(`${path}/replay`, { code: 'unknown-area' })
    expect((await city.post(`${path}/dismiss`, { code: 'unlisted-value', field: 'online', because: '测试数据' })).body).toEqual({ dismissed: 1 })
    expect((await groupsOf(city)).waiting).toBe(2)
    await city.workbench.applyFeed(FEEDS.events, 'events.feed.yaml')
    await city.push('events', [event('a', { street: '东大街' }), event('d', { online: '不详' })])
    expect(await groupsOf(city)).toMatchObject({ waiting: 3, settled: { replayed: 1, dismissed: 1 } })
    expect((await city.get(`${path}?state=settled`)).body).toMatchObject({ deadLetters: expect.arrayContaining([expect.objectContaining({ settled: expect.objectContaining({ because: 'dismissed', note: '测试数据' }) })]) })
  })

  it('of a refused full list are settled by the list that is applied, and by nothing else', async () => {
    const city = await cityOfTest()
    const row = (no: string, state: string): object => ({ no, date: '2026-03-01', area: '990901', state, domain: 'd' })
    await city.push('scenarios', [row('a', '已开放'), row('b', '待定')])
    const list = '/api/v1/feeds/scenarios/dead-letters'
    expect((await city.get(`${list}/groups`)).body).toMatchObject({ waiting: 1, groups: [{ replayable: false, advice: { zh: expect.stringContaining('重新交付') } }] })
    expect(await city.post(`${list}/replay`, {})).toMatchObject({ status: 422, text: expect.stringMatching(/full lists.*deliver the whole list again/s) })
    expect(await city.push('scenarios', [row('a', '已开放'), row('b', '拟开放')])).toMatchObject({ stored: 2, rejected: 0 })
    expect((await city.get(`${list}/groups`)).body).toMatchObject({ waiting: 0, settled: { 'delivered-again': 1 } })
  })

  it('whose original could not be kept as it was received are not replayed', async () => {
    const city = await cityOfTest()
    await city.push('events', [event('nul\u0000key')])
    expect((await groupsOf(city)).groups).toMatchObject([{ code: 'control-character', replayable: false }])
    expect((await city.post(`${path}/replay`, {})).body).toMatchObject({ tried: 1, stored: 0, refused: 1 })
  })

  it.each([
    ['preview', { feedText: 'schema: ctmm-feed/1' }, 422],
    ['preview', { feedText: FEEDS.orders }, 422],
    ['preview', { feedText: '' }, 400],
    ['preview', {}, 400],
    ['replay', { group: 'unknown-area' }, 400],
    ['replay', { code: '' }, 400],
    ['dismiss', { because: 'x' }, 400],
    ['dismiss', { ids: [1], code: 'x', because: 'x' }, 400],
    ['dismiss', { ids: [], because: 'x' }, 400],
    ['dismiss', { ids: [1.5], because: 'x' }, 400],
    ['dismiss', { ids: [1], because: ' ' }, 400],
    ['dismiss', { ids: [1] }, 400],
  ])('refuse a %s with %j', async (what, body, status) => {
    const city = await cityOfTest()
    await city.push('events', [event('a', { street: '东大街' })])
    expect(await city.post(`${path}/${what}`, body)).toMatchObject({ status, type: expect.stringContaining('application/problem+json') })
    expect((await groupsOf(city)).waiting).toBe(1)
  })

  it('of one feed are not let go through another, and those of no feed are refused', async () => {
    const city = await cityOfTest()
    await city.push('events', [event('a', { street: '东大街' }), ...events('E', { count: 1, online: 1 })])
    const [letter] = (await city.get(path)).as<DeadLetterPage>().deadLetters
    expect((await city.post('/api/v1/feeds/orders/dead-letters/dismiss', { ids: [letter?.id], because: 'x' })).body).toEqual({ dismissed: 0 })
    for (const answer of [await city.get('/api/v1/feeds/nowhere/dead-letters'), await city.get('/api/v1/feeds/nowhere/dead-letters/groups'), await city.post('/api/v1/feeds/nowhere/dead-letters/replay', {})]) expect(answer.status).toBe(404)
  })
})
