// Who writes standings down: the process that leads, and only as long as it does.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { recordStandings, standingHistory } from '../../db/standings/standings.ts'
import { closeDays } from '../../server/jobs/day-close.ts'
import { startAssessor } from '../../server/live/assessor.ts'
import { DAY, events, HOUR, MINUTE, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const newCity = smallCityOfTest()

const decided = async ({ workbench }: SmallCity) =>
  (await standingHistory(workbench.store.db, { area: '990900', item: 'C28', from: 0, to: NOON + 400 * DAY, limit: 100 })).map(({ proven, state }) => `${proven ?? '-'} ${state}`).reverse()
const shown = async ({ assessor }: SmallCity) => (await assessor.snapshot())?.standings.find(({ item }) => item === 'C28')?.proven

describe('a process that does not lead', () => {
  it('shows what it counts and writes nothing down', async () => {
    const city = await newCity()
    const before = await decided(city)
    const { depose, lease, lost } = city.leadership
    const held = lease()
    await depose()
    if (held !== undefined) lost(held)
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await shown(city)).toBe(2)
    expect(await decided(city)).toEqual(before)
  })

  it('writes down at once what has changed when it begins to lead', async () => {
    const city = await newCity()
    const { leadership } = city
    const held = leadership.lease()
    if (held !== undefined) leadership.lost(held)
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven'])
    const looked = new Promise<void>((resolve) => city.assessor.onLook(() => resolve()))
    await leadership.leadAgain()
    await looked
    expect(await decided(city)).toEqual(['- unproven', '2 proven'])
  })

  it('is what a process without leadership is', async () => {
    const city = await newCity()
    const held = city.leadership.lease()
    if (held !== undefined) city.leadership.lost(held)
    const other = await startAssessor({ workbench: city.workbench, onError: (error) => city.errors.push(error) })
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect((await other.snapshot())?.standings.find(({ item }) => item === 'C28')?.proven).toBe(2)
    await other.stop()
    expect(await decided(city)).toEqual(['- unproven'])
  })
})

describe('a leader that was deposed without knowing it', () => {
  it('is refused, keeps its live reading, and hears that it leads no more', async () => {
    const city = await newCity()
    await city.leadership.depose()
    expect(city.leadership.lease()).toBeDefined()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven'])
    expect(await shown(city)).toBe(2)
    expect(city.leadership.lease()).toBeUndefined()
    expect(city.errors).toEqual([])
  })

  it('reads what the other one has decided before it writes again', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    await city.leadership.depose()
    // The other one has seen the next events, and decided.
    const other = { area: '990900', item: 'C28', asOf: NOON, cause: 'change' as const, modelVersion: 'x', derivation: '', state: 'proven', proven: 4, ceiling: 5, grounds: {} }
    await recordStandings(city.workbench.store.db, [other])
    await city.push('events', events('F', { count: 30, online: 30 }))
    await city.settled()
    await city.leadership.leadAgain()
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven', '2 proven', '4 proven'])
    await city.push('events', events('G', { count: 40, online: 0 }))
    await city.settled()
    expect((await decided(city)).at(-1)).toBe('1 proven')
  })
})

describe('a leader whose clock is behind that of the leader before', () => {
  it('puts nothing older above a newer decision, and catches up once its clock has passed it', async () => {
    const city = await newCity()
    await recordStandings(city.workbench.store.db, [{ area: '990900', item: 'C28', asOf: NOON + MINUTE, cause: 'change', modelVersion: 'x', derivation: '', state: 'proven', proven: 4, ceiling: 5, grounds: {} }])
    await city.leadership.leadAgain()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven', '4 proven'])
    await city.moveTo(NOON + HOUR)
    expect(await decided(city)).toEqual(['- unproven', '4 proven', '2 proven'])
  })
})

describe('while edges and sums are made anew', () => {
  it('nothing is decided and no day closed, and both are made up for at the end', async () => {
    const city = await newCity()
    const { workbench, leadership, errors } = city
    const { db } = workbench.store
    const lease = leadership.lease()
    if (lease === undefined) throw new Error('This city has no leader.')
    await sql`insert into rebuild (derivation, areas, last_identity) select derivation, areas, 0 from store`.execute(db)
    workbench.bus.publish('configuration', undefined)
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven'])
    expect(await closeDays({ workbench, lease, onError: (error) => errors.push(error) })).toBe(false)
    await sql`delete from rebuild`.execute(db)
    workbench.bus.publish('configuration', undefined)
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven', '2 proven'])
    expect(await closeDays({ workbench, lease, onError: (error) => errors.push(error) })).toBe(true)
    expect(errors).toEqual([])
  })

  it('what was read before is not recorded after, though the sums look finished again', async () => {
    const city = await newCity()
    await sql`update store set derivation = derivation`.execute(city.workbench.store.db)
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven'])
    city.workbench.bus.publish('configuration', undefined)
    await city.settled()
    expect(await decided(city)).toEqual(['- unproven', '2 proven'])
  })
})
