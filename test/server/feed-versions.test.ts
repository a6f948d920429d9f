import { beforeAll, describe, expect, it } from 'vitest'
import type { FeedDiffs, FeedVersions } from '../../server/schemas/feed-versions.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { feedChanges, isSameFeed } from '../../server/wiring/feed-diff.ts'
import { FEEDS, events, smallCityOfFile, type SmallCity } from './small-city.ts'

const open = smallCityOfFile()
const byName = FEEDS.events
const byCode = FEEDS.events.replace('{path: street, by: name, whenEmpty: city}', '{path: street, by: code, whenEmpty: city}').replace('是: true', "'1': true, 是: true")

const versionsOf = async (city: SmallCity, id = 'events'): Promise<FeedVersions> => (await city.get(`/api/v1/feeds/${id}/versions`)).as()
const rate = async (city: SmallCity) => {
  await city.settled()
  return (await city.get('/api/v1/standings')).as<Snapshot>().values.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)
}

describe('the difference between two feed files', () => {
  it('is told field by field in both languages, and comments and order are none', () => {
    const changes = feedChanges(byName, byCode)
    expect(changes.map(({ at }) => at).toSorted()).toEqual(['/mapping/area/by', '/mapping/online/enum/1'])
    expect(changes.find(({ at }) => at === '/mapping/area/by')).toEqual({ at: '/mapping/area/by', before: 'name', after: 'code', zh: '区域 · 识别方式：由“name”改为“code”', en: 'Area · known by: from "name" to "code"' })
    expect(changes.find(({ at }) => at === '/mapping/online/enum/1')).toMatchObject({ before: null, after: 'true', zh: expect.stringContaining('处置方式') })
    const moved = byName.replace('bureau: cgj\n', '').replace('mapping:', '# why\nbureau: cgj\nmapping:')
    expect([isSameFeed(byName, moved), isSameFeed(byName, byCode)]).toEqual([true, false])
    expect(feedChanges(FEEDS.orders, FEEDS.orders.replace('[no, area,', '[no,'))).toEqual([expect.objectContaining({ at: '/columns', zh: expect.stringContaining('约定的列') })])
    expect(feedChanges(byName, byName.replace('cadenceMinutes: 60', 'cadenceMinutes: 90'))[0]).toMatchObject({ before: '60', after: '90', en: 'Cadence in minutes: from "60" to "90"' })
  })

  it('names every part of a feed file that can be there', () => {
    const empty = 'schema: ctmm-feed/1\n'
    for (const { zh, en } of Object.values(FEEDS).flatMap((text) => feedChanges(empty, text))) expect([zh, en].filter((words) => words.includes('undefined') || words === '')).toEqual([])
    expect(feedChanges('a: [', 'a: 1')).toHaveLength(1)
  })
})

describe('versions of a feed', () => {
  beforeAll(async () => {
    const city = await open()
    await city.push('events', events('E', { count: 4, online: 3 }))
  })

  it('are counted from one, newest first, each with what it changed', async () => {
    const city = await open()
    await city.post('/api/v1/feeds', { text: byCode, fileName: 'events.feed.yaml' })
    const { versions, removed } = await versionsOf(city)
    expect(versions.map(({ version, inForce }) => [version, inForce])).toEqual([[2, true], [1, false]])
    expect([removed, versions[0]?.changes.length, versions[1]?.changes]).toEqual([false, 2, []])
    expect((await city.get('/api/v1/feeds/events/versions/1')).body).toMatchObject({ version: 1, inForce: false, text: byName, digest: expect.stringMatching(/^[\w-]{22}$/) })
    for (const [path, status] of [['events/versions/3', 404], ['events/versions/0', 400], ['nobody/versions', 404]] as const) expect((await city.get(`/api/v1/feeds/${path}`)).status).toBe(status)
  })

  it('can be gone back to, which is a version of its own', async () => {
    const city = await open()
    const back = (version: number) => city.post('/api/v1/feeds/events/rollback', { version })
    expect((await back(1)).body).toEqual({ id: 'events', version: 3 })
    expect((await back(3)).status).toBe(409)
    expect((await back(9)).status).toBe(404)
    expect((await back(0)).status).toBe(400)
    const { versions } = await versionsOf(city)
    expect(versions.map(({ version, inForce }) => [version, inForce])).toEqual([[3, true], [2, false], [1, false]])
    expect(await city.push('events', events('F', { count: 1, online: 1 }))).toMatchObject({ stored: 1 })
  })

  it('tell beforehand what files would change', async () => {
    const city = await open()
    const diff = (await city.post('/api/v1/feeds/diff', { texts: [{ text: byCode, fileName: 'a' }, { text: FEEDS.grid, fileName: 'b' }, { text: FEEDS.grid.replace('id: grid', 'id: grid-2'), fileName: 'c' }] })).as<FeedDiffs>()
    expect(diff.feeds.map(({ id, state }) => [id, state])).toEqual([['events', 'changed'], ['grid', 'same'], ['grid-2', 'new']])
    expect(diff.absent).toEqual(['catalogue', 'ledger', 'one-form', 'orders', 'scenarios'])
    expect((await city.post('/api/v1/feeds/diff', { texts: [{ text: 'schema: 3', fileName: 'a' }] })).status).toBe(422)
    expect((await city.post('/api/v1/feeds/diff', { texts: [] })).status).toBe(400)
  })

  it('come into force together or not at all', async () => {
    const city = await open()
    const second = FEEDS.scenarios.replace('id: scenarios', 'id: scenarios-2')
    const refused = await city.post('/api/v1/feeds/apply', { files: [{ text: byCode, fileName: 'a' }, { text: second, fileName: 'b' }] })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('scenarios already delivers the full list')])
    expect((await versionsOf(city)).versions[0]?.version).toBe(3)
    // The list that stood in the way goes in the same step.
    expect((await city.post('/api/v1/feeds/apply', { files: [{ text: second, fileName: 'b' }], prune: ['scenarios'] })).body).toEqual({ feeds: ['scenarios-2'], removed: ['scenarios'] })
    expect((await city.post('/api/v1/feeds/apply', { files: [{ text: FEEDS.scenarios, fileName: 'b' }], prune: ['scenarios-2'] })).status).toBe(200)
  })
})

describe('a feed that is removed', () => {
  it('is no longer pushed to, read or counted late; its facts stay, and it comes back as it was', async () => {
    const city = await open()
    const { numerator, denominator } = (await rate(city)) ?? {}
    expect([numerator, denominator]).toEqual([4, 5])
    const feedsLate = async () => (await city.get('/api/v1/standings')).as<Snapshot>().feeds
    const before = await feedsLate()
    const removed = await city.post('/api/v1/feeds/events/remove', { because: '平台停用，改由新系统接入' })
    expect(removed.body).toMatchObject({ id: 'events', unfed: ['event_online_disposal_rate'], removedAt: expect.any(String) })
    expect(await rate(city)).toMatchObject({ state: 'no-data' })
    const after = await feedsLate()
    expect(after.ok + after.late + after.stopped).toBe(before.ok + before.late + before.stopped - 1)
    expect((await city.post('/api/v1/feeds/events/samples', { samples: [] })).status).toBe(404)
    expect((await city.get('/api/v1/feeds')).text).not.toContain('"events"')
    expect((await city.get('/api/v1/feeds/removed')).body).toMatchObject({ feeds: [{ id: 'events', zh: 'events 数据源', because: '平台停用，改由新系统接入' }, { id: 'scenarios-2' }] })
    expect((await versionsOf(city))).toMatchObject({ removed: true, versions: [{ version: 3, inForce: false }, {}, {}] })
    for (const path of ['events/remove', 'nobody/remove']) expect((await city.post(`/api/v1/feeds/${path}`, { because: '再次' })).status).toBe(404)
    expect((await city.post('/api/v1/feeds/grid/remove', { because: ' ' })).status).toBe(400)
    expect((await city.post('/api/v1/feeds/nobody/bring-back', {})).status).toBe(404)

    expect((await city.post('/api/v1/feeds/events/bring-back', {})).body).toEqual({ id: 'events' })
    expect(await rate(city)).toMatchObject({ state: 'ok', numerator: 4, denominator: 5 })
    expect((await versionsOf(city)).versions[0]).toMatchObject({ version: 3, inForce: true })
    expect(await city.push('events', events('E', { count: 4, online: 3 }))).toMatchObject({ stored: 0, duplicate: 4 })
    expect(city.errors).toEqual([])
  })
})
