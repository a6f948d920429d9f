import { describe, expect, it } from 'vitest'
import type { Alert, ShiftNote, ShiftNotes } from '../../server/schemas/desk.ts'
import type { Change, ChangeDay } from '../../server/schemas/trends.ts'
import { closeDays } from '../../server/jobs/day-close.ts'
import { DAY, events, HOUR, iso, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'
import { watch } from './sse.ts'

const newCity = smallCityOfTest()

const changesOf = async (city: SmallCity): Promise<Change[]> => (await city.get('/api/v1/changes?limit=100')).as<{ changes: Change[] }>().changes
const alertsOf = async (city: SmallCity): Promise<Alert[]> => (await city.get('/api/v1/alerts')).as<{ alerts: Alert[] }>().alerts
const notesOf = async (city: SmallCity): Promise<ShiftNotes> => (await city.get('/api/v1/shift-notes')).as<ShiftNotes>()
const note = (city: SmallCity, changes: readonly string[], by = '李值班') => city.post('/api/v1/acknowledgements', { changes, by })

const closeDue = async ({ workbench, leadership, errors }: SmallCity): Promise<void> => {
  const lease = leadership.lease()
  if (lease !== undefined) await closeDays({ workbench, lease, onError: (error) => errors.push(error) })
}

/** A city whose events were read until noon, four hours and a bit later: the feed has stopped. */
async function stoppedCity(): Promise<SmallCity> {
  const city = await newCity()
  await city.push('events', events('E', { count: 10, online: 9 }))
  await city.settled()
  city.clock.now = NOON + 5 * HOUR
  return city
}

describe('an alert', () => {
  it('says since when, whom to call and what rests on the feed', async () => {
    const alert = (await alertsOf(await stoppedCity())).find(({ feed }) => feed === 'events')
    expect(alert).toMatchObject({
      state: 'stopped', since: iso(NOON + 2 * HOUR), coveredUntil: iso(NOON), bureau: { zh: '城管局' },
      affects: [{ indicator: 'event_online_disposal_rate', item: 'C28' }], changes: [`feed/events/stopped/${iso(NOON + 2 * HOUR)}`], acknowledged: null,
    })
  })
  it('stands apart from one that was never read and from a pause, the gravest first', async () => {
    const city = await stoppedCity()
    const alerts = await alertsOf(city)
    expect(alerts[0]?.state).toBe('stopped')
    expect(alerts.find(({ feed }) => feed === 'orders')).toMatchObject({ state: 'never', since: null, changes: ['feed/orders/never/ever'] })
    await city.post('/api/v1/feeds/events/pause', { because: '来源迁移' })
    expect((await alertsOf(city)).some(({ feed }) => feed === 'events')).toBe(false)
    await city.post('/api/v1/feeds/events/resume', {})
    expect((await alertsOf(city)).some(({ feed }) => feed === 'events')).toBe(true)
  })
  it('that somebody has taken note of stays so while the feed stays silent, and is a new one when it stops again', async () => {
    const city = await stoppedCity()
    const alert = async (): Promise<Alert | undefined> => (await alertsOf(city)).find(({ feed }) => feed === 'events')
    expect((await note(city, (await alert())?.changes ?? [])).body).toEqual({ acknowledged: [`feed/events/stopped/${iso(NOON + 2 * HOUR)}`], gone: [] })
    city.clock.now += DAY
    expect((await alert())?.acknowledged).toEqual({ by: '李值班', at: iso(NOON + 5 * HOUR) })
    expect((await changesOf(city)).find(({ feed }) => feed === 'events')?.acknowledged).toMatchObject({ by: '李值班' })
    await city.push('events', events('F', { count: 1, online: 1, until: city.clock.now }))
    city.clock.now += 5 * HOUR
    expect((await alert())?.acknowledged).toBeNull()
  })
})

describe('a change', () => {
  it('of a standing keeps its name when the day is over, and with it who took note of it', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    await city.moveTo(NOON + DAY)
    await closeDue(city)
    await city.push('events', events('F', { count: 30, online: 30, until: NOON + DAY - HOUR }))
    await city.settled()
    const live = (await changesOf(city)).find(({ item, kind }) => item === 'C28' && kind === 'standing')
    expect(live).toMatchObject({ id: 'standing/990900/C28/4-5-proven/2026-03-11', at: iso(NOON + DAY), acknowledged: null })
    await note(city, [live?.id ?? ''])
    await city.moveTo(NOON + 2 * DAY)
    const closed = (await changesOf(city)).filter(({ id }) => id === live?.id)
    expect(closed).toMatchObject([{ at: '2026-03-11T23:59:59.999+08:00', acknowledged: { by: '李值班' } }])
  })
  it('has a name of its own among all that are told', async () => {
    const ids = (await changesOf(await stoppedCity())).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(ids.length)
  })
  it('of a standing is told at once, also to those who asked just before it', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    await city.moveTo(NOON + DAY)
    await closeDue(city)
    expect((await changesOf(city)).some(({ kind, at }) => kind === 'standing' && at === iso(NOON + DAY))).toBe(false)
    await city.push('events', events('F', { count: 30, online: 30, until: NOON + DAY - HOUR }))
    await city.settled()
    city.clock.now += 1_000
    expect((await changesOf(city)).some(({ kind, item }) => kind === 'standing' && item === 'C28')).toBe(true)
  })
  it('of the last year marks its day', async () => {
    const city = await newCity()
    await city.push('events', [...events('E', { count: 10, online: 7, until: NOON - 20 * DAY }), ...events('F', { count: 30, online: 30, until: NOON - 10 * DAY })])
    await city.settled()
    const { days } = (await city.get('/api/v1/changes/days')).as<{ days: ChangeDay[] }>()
    expect(days.find(({ day }) => day === '2026-02-28')).toMatchObject({ rose: 1, fell: 0, titles: [{ zh: expect.stringContaining('数值达四级') }] })
    expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).toSorted())
  })
})

describe('taking note', () => {
  it('counts for the first who does, tells every viewer, and says what is told no more', async () => {
    const city = await stoppedCity()
    const url = await city.app.listen({ host: '127.0.0.1', port: 0 })
    const viewer = await watch(`${url}/api/v1/live`)
    const [first] = await alertsOf(city)
    await note(city, first?.changes ?? [])
    expect((await viewer.until(({ event }) => event === 'desk')).data).toEqual({})
    viewer.leave()
    expect((await note(city, [...(first?.changes ?? []), 'feed/no-such/stopped/ever'], '王接班')).body).toEqual({ acknowledged: [], gone: ['feed/no-such/stopped/ever'] })
    const { body } = await city.get('/api/v1/acknowledgements')
    expect(body).toEqual({ acknowledgements: [{ change: first?.changes[0], by: '李值班', at: iso(NOON + 5 * HOUR) }], names: { zh: expect.stringContaining('未核实'), en: expect.any(String) } })
  })
  it.each([
    ['nobody', { changes: ['x'], by: ' ' }], ['a number', { changes: ['x'], by: '12345' }], ['nothing', { changes: [], by: '李值班' }], ['a name too long', { changes: ['x'.repeat(241)], by: '李值班' }], ['more than was asked', { changes: ['x'], by: '李值班', at: iso(NOON) }],
  ])('by or of %s is refused', async (_, body) => {
    expect((await (await newCity()).post('/api/v1/acknowledgements', body)).status).toBe(400)
  })
})

describe('a shift', () => {
  const handOver = (city: SmallCity, more: object = {}) => city.post('/api/v1/shift-notes', { handedOverBy: '李值班', beganAt: iso(NOON), note: ' 一表通已联系 ', ...more })

  it('is handed over with what nobody has taken note of, and begins when another person takes it over', async () => {
    const city = await stoppedCity()
    expect(await notesOf(city)).toMatchObject({ onDuty: null, notes: [] })
    const open = (await changesOf(city)).map(({ id }) => id)
    await note(city, open.slice(1))
    const handed = (await handOver(city)).as<ShiftNote>()
    expect(handed).toMatchObject({ handedOverBy: '李值班', beganAt: iso(NOON), handedOverAt: iso(NOON + 5 * HOUR), note: '一表通已联系', confirmedBy: null })
    expect(handed.openChanges.map(({ id }) => id)).toEqual(open.slice(0, 1))
    city.clock.now += HOUR
    expect((await city.post(`/api/v1/shift-notes/${handed.id}/confirm`, { confirmedBy: '王接班' })).body).toMatchObject({ confirmedBy: '王接班', confirmedAt: iso(NOON + 6 * HOUR) })
    expect(await notesOf(city)).toMatchObject({ onDuty: { by: '王接班', since: iso(NOON + 6 * HOUR) }, notes: [{ id: handed.id }], names: { zh: expect.stringContaining('未核实') } })
  })
  it('is taken over once, and not by the one who hands it over', async () => {
    const city = await stoppedCity()
    const { id } = (await handOver(city)).as<ShiftNote>()
    const take = async (confirmedBy: string): Promise<number> => (await city.post(`/api/v1/shift-notes/${id}/confirm`, { confirmedBy })).status
    expect([await take('李 值班'), await take('王接班'), await take('赵接班')]).toEqual([409, 200, 409])
    expect((await city.post('/api/v1/shift-notes/99/confirm', { confirmedBy: '王接班' })).status).toBe(404)
  })
  it.each([
    ['by nobody', { handedOverBy: '-' }], ['that begins in the future', { beganAt: iso(NOON + 6 * HOUR) }], ['of longer than a week', { beganAt: iso(NOON - 8 * DAY) }], ['without an offset', { beganAt: 'yesterday' }], ['with more than 2,000 characters', { note: '字'.repeat(2_001) }],
  ])('%s is refused, and nothing is kept', async (_, more) => {
    const city = await stoppedCity()
    expect((await handOver(city, more)).status).toBe(400)
    expect((await notesOf(city)).notes).toEqual([])
  })
})
