// What a person sees of a feed's health: the word for it, since when, why, and whom to call.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { noteFailure, noteLink, pauseFeed } from '../../db/feeds/feed-controls.ts'
import { noteDrift } from '../../db/feeds/feed-drifts.ts'
import { feedHealth } from '../../server/readings/feed-health.ts'
import type { Feed } from '../../server/schemas/feeds.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import type { Change } from '../../server/schemas/trends.ts'
import { DAY, events, FEEDS, HOUR, MINUTE, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const newCity = smallCityOfTest()
const SOUND = { paused: false, failing: false, drift: 'none' } as const
const hourly = { cadenceMinutes: 60 }
const behind = (hours: number) => ({ ms: hours * HOUR })

describe('the health of a feed', () => {
  it('follows how far it is behind', () => {
    expect([undefined, 0, 2, 2.01, 4, 4.01].map((hours) => feedHealth(hourly, hours === undefined ? undefined : behind(hours), SOUND))).toEqual(['never', 'ok', 'ok', 'late', 'late', 'stopped'])
  })
  it('is a failure until it has stopped, and a pause whatever else is wrong', () => {
    const failing = { ...SOUND, failing: true }
    expect([undefined, 1, 3, 5].map((hours) => feedHealth(hourly, hours === undefined ? undefined : behind(hours), failing))).toEqual(['failing', 'failing', 'failing', 'stopped'])
    expect(feedHealth(hourly, behind(9), { paused: true, failing: true, drift: 'holds' })).toBe('paused')
  })
  it('is a drift that holds it even when it has stopped because of it', () => {
    expect(feedHealth(hourly, behind(9), { ...SOUND, drift: 'holds' })).toBe('drifting')
    expect(feedHealth(hourly, behind(9), { ...SOUND, drift: 'marked' })).toBe('stopped')
    expect(feedHealth(hourly, behind(1), { ...SOUND, failing: true, drift: 'marked' })).toBe('drifting')
  })
})

describe('over the API', () => {
  const feedNamed = async (city: SmallCity, id: string): Promise<Feed | undefined> => (await city.get('/api/v1/feeds')).as<{ feeds: Feed[] }>().feeds.find((feed) => feed.id === id)
  const changesOf = async (city: SmallCity, id: string): Promise<readonly Change[]> => (await city.get('/api/v1/changes')).as<{ changes: Change[] }>().changes.filter(({ feed }) => feed === id)
  const forget = (city: SmallCity): Promise<unknown> => sql`truncate feed_control, feed_drift, feed_run`.execute(city.workbench.store.db)

  it('a feed tells its state, lag, link, problem and drifts, and the snapshot counts them', async () => {
    const city = await newCity()
    await forget(city)
    const { db } = city.workbench.store
    await city.push('events', events('E', { count: 3, online: 1 }))
    await city.push('orders', [])
    await pauseFeed(db, { feed: 'orders', because: '系统升级', at: NOON })
    await noteLink(db, { feed: 'events', link: 'lost', at: NOON, problem: { code: 'unreachable', zh: '消息服务器无响应。', en: 'The broker does not answer.' } })
    await noteDrift(db, { feed: 'grid', kind: 'field-renamed', field: 'contact', detail: { to: '联系时间' }, holds: true })
    await city.moveTo(NOON + 90 * MINUTE)
    expect(await feedNamed(city, 'events')).toMatchObject({ state: 'failing', lagMinutes: 90, link: { state: 'lost', at: '2026-03-10T12:00:00+08:00' }, problem: { code: 'unreachable', zh: '消息服务器无响应。' }, reads: 'delivered', nextRunAt: null, lastRun: null })
    expect(await feedNamed(city, 'orders')).toMatchObject({ state: 'paused', pausedBecause: '系统升级', pausedAt: '2026-03-10T12:00:00+08:00' })
    expect(await feedNamed(city, 'grid')).toMatchObject({ state: 'drifting', coveredUntil: null, drifts: [{ kind: 'field-renamed', field: 'contact', holds: true }] })
    expect(await feedNamed(city, 'ledger')).toMatchObject({ state: 'never', reads: 'asked' })
    const { feeds } = (await city.get('/api/v1/standings')).as<Snapshot>()
    expect(feeds).toEqual({ ok: 0, late: 0, stopped: Object.keys(FEEDS).length - 3, failing: 1, drifting: 1, paused: 1 })
    expect((await changesOf(city, 'grid'))[0]).toMatchObject({ severity: 'bad', title: { zh: expect.stringContaining('疑似改名为“联系时间”') }, detail: { zh: expect.stringMatching(/暂停接收/) } })
    expect((await changesOf(city, 'events'))[0]).toMatchObject({ title: { zh: 'events 数据源故障（责任：城管局）' }, detail: { zh: expect.stringMatching(/消息服务器无响应。.*数据到 2026-03-10 12:00/) } })
    await city.moveTo(NOON + DAY)
    expect((await feedNamed(city, 'events'))?.state).toBe('stopped')
    await noteFailure(db, { feed: 'orders', problem: { code: 'timeout', zh: '', en: '' } })
    expect((await feedNamed(city, 'orders'))).toMatchObject({ state: 'paused', failures: 1 })
    await forget(city)
  })

  it('an authorisation warns thirty days before it ends and says so after it, with the application to renew', async () => {
    const city = await newCity({ ownStore: true })
    const apply = (expires: string): Promise<unknown> => city.workbench.applyFeed(`${FEEDS.events}\nexpires: '${expires}'\napplication: 申请-2026-017\ncontact: 城管局信息科\nphone: 0571-1234567\n`, 'events.feed.yaml')
    await apply('2026-04-10')
    expect(await feedNamed(city, 'events')).toMatchObject({ expiry: { daysLeft: 31, state: 'ok' }, application: '申请-2026-017', phone: '0571-1234567' })
    expect(await changesOf(city, 'events')).toEqual([])
    await apply('2026-04-09')
    expect(await feedNamed(city, 'events')).toMatchObject({ expiry: { daysLeft: 30, state: 'soon' } })
    expect((await changesOf(city, 'events'))[0]).toMatchObject({ severity: 'warn', title: { zh: expect.stringContaining('将于 2026-04-09 到期（还有 30 天）') }, detail: { zh: '请续办申请单 申请-2026-017。' } })
    await apply('2026-03-09')
    expect(await feedNamed(city, 'events')).toMatchObject({ expiry: { daysLeft: -1, state: 'expired' } })
    expect((await changesOf(city, 'events'))[0]).toMatchObject({ at: '2026-03-10T00:00:00+08:00', severity: 'bad', title: { en: expect.stringContaining('authorisation expired on 2026-03-09 (Urban Management)') } })
  })

  it('a cadence of working days needs a working calendar, and a schedule something to read', async () => {
    const city = await newCity()
    const problems = async (text: string): Promise<string> => city.workbench.applyFeed(text, 'x.feed.yaml').then(() => 'none', String)
    expect(await problems(`${FEEDS.events}cadenceClock: working-days\n`)).toMatch(/workingCalendar/)
    expect(await problems(`${FEEDS.events}schedule: {everySeconds: 60}\n`)).toMatch(/comes to us/)
    expect(await problems(`${FEEDS.ledger}schedule: {cron: '0 25 * * *'}\n`)).toMatch(/no schedule/)
    expect(await problems(`${FEEDS.ledger}schedule: {cron: '0 5 * * *', everySeconds: 60}\n`)).toMatch(/not both/)
    expect(await problems(`${FEEDS.ledger}schedule: {cron: '0 5 * * *', zone: Asia/Peking}\n`)).toMatch(/time zone/)
  })
})
