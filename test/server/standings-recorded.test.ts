import { describe, expect, it } from 'vitest'
import { recordStandings, standingHistory } from '../../db/standings/standings.ts'
import { closeDays } from '../../server/jobs/day-close.ts'
import { startAssessor } from '../../server/live/assessor.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import type { Change } from '../../server/schemas/trends.ts'
import { DAY, HOUR, NOON, events, iso, smallCityOfTest, type SmallCity } from './small-city.ts'

const newCity = smallCityOfTest()

const kept = async (city: SmallCity, item = 'C28') =>
  (await standingHistory(city.workbench.store.db, { area: '990900', item, from: 0, to: NOON + 400 * DAY, limit: 100 })).map(({ proven, ceiling, state, cause, asOf }) => ({ proven, ceiling, state, cause, asOf })).reverse()
const closeDue = async ({ workbench, leadership, errors }: SmallCity): Promise<void> => {
  const lease = leadership.lease()
  if (lease !== undefined) await closeDays({ workbench, lease, onError: (error) => errors.push(error) })
}
const standing = async (city: SmallCity, item: string) => (await city.assessor.snapshot())?.standings.find((one) => one.item === item)

describe('a standing that changes', () => {
  it('is written down once, with what it was decided on, however often it is looked at', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    await city.push('events', events('F', { count: 1, online: 1 }))
    await city.settled()
    await city.push('events', events('G', { count: 20, online: 20 }))
    await city.settled()
    expect(await kept(city)).toEqual([
      { proven: null, ceiling: 5, state: 'unproven', cause: 'change', asOf: NOON },
      { proven: 2, ceiling: 2, state: 'proven', cause: 'change', asOf: NOON },
      { proven: 4, ceiling: 5, state: 'proven', cause: 'change', asOf: NOON },
    ])
    const [last] = await standingHistory(city.workbench.store.db, { area: '990900', item: 'C28', from: 0, to: NOON, limit: 1 })
    expect(last?.grounds).toMatchObject({ word: { zh: '数值达四级' }, values: [{ indicator: 'event_online_disposal_rate', numerator: 28, denominator: 31 }] })
  })

  it('is not written down again by a server that starts over', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    const before = await kept(city)
    const again = await startAssessor({ workbench: city.workbench, leadership: city.leadership, onError: (error) => city.errors.push(error) })
    await again.stop()
    expect(await kept(city)).toEqual(before)
  })

  it('is not news while history is being loaded, and is said to be provisional', async () => {
    const city = await newCity()
    const before = await kept(city)
    city.assessor.setProgress({ loaded: 10, total: 100, loadedFrom: iso(NOON - DAY) })
    await city.push('events', events('E', { count: 10, online: 10 }))
    await city.settled()
    expect(await kept(city)).toEqual(before)
    expect(await city.assessor.snapshot()).toMatchObject({ progress: { loaded: 10, total: 100 } })
    await city.push('events', events('F', { count: 10, online: 0 }))
    city.assessor.setProgress(null)
    await city.settled()
    expect((await kept(city)).slice(before.length)).toMatchObject([{ proven: 1, ceiling: 1 }])
    expect(await city.assessor.snapshot()).toMatchObject({ progress: null })
  })

  it('is told among the changes of today, also when it is the first of the day', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    await city.moveTo(NOON + DAY)
    await closeDue(city)
    await city.push('events', events('F', { count: 30, online: 30, until: NOON + DAY - HOUR }))
    await city.settled()
    const { changes } = (await city.get('/api/v1/changes')).as<{ changes: Change[] }>()
    expect(changes.filter(({ item }) => item === 'C28')).toEqual([expect.objectContaining({
      at: iso(NOON + DAY), kind: 'standing', title: expect.objectContaining({ zh: expect.stringMatching(/数值达二级 → 数值达四级/) }), severity: 'info',
    })])
  })

  it('is written down at each day\'s close, once, as it was then', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.moveTo(NOON + DAY)
    await city.push('events', events('F', { count: 10, online: 0, until: NOON + DAY }))
    await closeDue(city)
    await closeDue(city)
    const close = Date.parse('2026-03-11T00:00:00+08:00') - 1
    expect((await kept(city)).filter(({ cause }) => cause === 'day-close')).toEqual([{ proven: 2, ceiling: 2, state: 'proven', cause: 'day-close', asOf: close }])
  })
})

describe('a feed that goes silent', () => {
  it('leaves its item 待更新 with the level proven last, neither lower nor higher, and fresh again once it is read', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 9 }))
    await city.settled()
    expect(await standing(city, 'C28')).toMatchObject({ proven: 4, state: 'proven' })

    await city.moveTo(NOON + DAY)
    expect(await standing(city, 'C28')).toMatchObject({ proven: 4, state: 'proven' })
    await city.moveTo(NOON + DAY + 1)
    expect(await standing(city, 'C28')).toMatchObject({ proven: null, ceiling: 5, state: 'stale', lastProven: { level: 4, at: iso(NOON) }, word: { zh: expect.stringMatching(/^待更新（最近判定四级.*，2026-03-10）$/) }, blockers: [] })
    const value = (await city.assessor.snapshot())?.values.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)
    expect(value).toMatchObject({ state: 'stale', numerator: 9, denominator: 10, freshness: { coveredUntil: iso(NOON), staleAt: iso(NOON + DAY), oldestFeed: 'events' } })
    const past = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(iso(NOON + 2 * DAY))}`)).as<Snapshot>()
    expect(past.standings.find(({ item }) => item === 'C28')).toMatchObject({ state: 'stale', lastProven: { level: 4 } })

    await city.push('events', events('E', { count: 1, online: 1 }))
    await city.settled()
    expect(await standing(city, 'C28')).toMatchObject({ proven: 4, state: 'proven', lastProven: null })
  })

  it('is called late and then stopped, with the bureau that answers for it', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 9 }))
    const state = async (): Promise<string | undefined> => (await city.get('/api/v1/feeds')).as<{ feeds: { id: string; state: string }[] }>().feeds.find(({ id }) => id === 'events')?.state
    city.clock.now = NOON + 2 * HOUR
    expect(await state()).toBe('ok')
    city.clock.now = NOON + 2 * HOUR + 1
    expect(await state()).toBe('late')
    city.clock.now = NOON + 4 * HOUR + 1
    expect(await state()).toBe('stopped')
    const { changes } = (await city.get('/api/v1/changes')).as<{ changes: Change[] }>()
    expect(changes.find(({ feed }) => feed === 'events')).toMatchObject({ kind: 'feed', item: 'C28', severity: 'bad', title: { zh: expect.stringContaining('城管局') } })
  })

  it('shows the level of a correction that came after it fell silent', async () => {
    const city = await newCity()
    await city.push('one-form', [{ date: '2026-01-20', area: '', used: 8, all: 10, rate: '80' }])
    await city.settled()
    expect(await standing(city, 'C31')).toMatchObject({ state: 'stale', lastProven: { level: 3 } })
    city.clock.now = NOON + HOUR
    await city.push('one-form', [{ date: '2026-01-20', area: '', used: 10, all: 10, rate: '100' }])
    await city.moveTo(NOON + 2 * HOUR)
    expect(await standing(city, 'C31')).toMatchObject({ state: 'stale', lastProven: { level: 4 } })
  })
})

describe('a newer decision', () => {
  it('stands above an older one that was written later', async () => {
    const city = await newCity()
    const { db } = city.workbench.store
    const decided = (asOf: number, proven: number) => ({ area: '990900', item: 'C28', asOf, cause: 'change' as const, modelVersion: 'x', derivation: '', state: 'proven', proven, ceiling: 5, grounds: {} })
    await recordStandings(db, [decided(NOON + HOUR, 4)])
    await recordStandings(db, [decided(NOON + 1, 1)])
    expect((await kept(city)).at(-1)).toMatchObject({ proven: 4 })
  })
})

describe('a city file', () => {
  it('may not move the city to another zone or root once there are facts, nor drop an area that they name', async () => {
    const city = await newCity({ ownStore: true })
    const { text } = (await city.get('/api/v1/city/file')).as<{ text: string }>()
    const apply = (changed: string) => city.post('/api/v1/city/file', { text: changed, fileName: 'city.yaml' })
    expect((await apply(text.replace('Asia/Shanghai', 'Asia/Tokyo'))).status).toBe(200)
    expect((await apply(text)).status).toBe(200)
    await city.push('events', events('E', { count: 10, online: 7 }))
    for (const [changed, detail] of [
      [text.replace('Asia/Shanghai', 'Asia/Tokyo'), /zone/],
      [text.replaceAll("'990900'", "'990909'"), /990900/],
      [text.replace(/ *- \{code: '990901001'.*\n/, ''), /990901001/],
    ] as const) {
      const answer = await apply(changed)
      expect([answer.status, answer.body]).toMatchObject([422, { detail: expect.stringMatching(detail), advice: expect.stringMatching(/\S/) }])
    }
    await city.settled()
    expect(await standing(city, 'C28')).toMatchObject({ proven: 2 })
    expect((await apply(text.replace('en: Park', 'en: The Park'))).body).toMatchObject({ changed: true })
  })

  it('may not leave an applied feed without what it names', async () => {
    const city = await newCity({ ownStore: true })
    const { text } = (await city.get('/api/v1/city/file')).as<{ text: string }>()
    const answer = await city.post('/api/v1/city/file', { text: text.replace(/ *- \{code: cgj.*\n/, ''), fileName: 'city.yaml' })
    expect([answer.status, answer.body]).toMatchObject([422, { detail: expect.stringMatching(/events\.feed\.yaml.*cgj/) }])
    expect((await city.get('/api/v1/feeds')).as<{ feeds: unknown[] }>().feeds.length).toBe(7)
  })
})
