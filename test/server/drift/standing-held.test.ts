// What people see while a source is held: the standing that its figures proved, until these are too old for it; then that standing with its date, and no other.
import { afterAll, describe, expect, it } from 'vitest'
import { findIndicator } from '../../../rules/model/lookup.ts'
import type { Snapshot } from '../../../server/schemas/snapshot.ts'
import { draft } from '../../rules/draft-model.ts'
import { DAY, local, NOON, openSmallCity } from '../small-city.ts'

const city = await openSmallCity()
afterAll(() => city.close())

const figures = (used: number): readonly object[] => [{ area: '990900', date: local(city.clock.now).slice(0, 10), used: String(used), all: '50', rate: String(used * 2) }]
const shown = async (): Promise<Snapshot> => (await city.get('/api/v1/standings')).as<Snapshot>()
const ITEM = findIndicator(draft, 'oneform_department_coverage')?.item

const standing = async (): Promise<Snapshot['standings'][number] | undefined> => (await shown()).standings.find(({ item }) => item === ITEM)

describe('a source that is held', () => {
  it('moves no standing, and ages what it proved', async () => {
    for (const used of [40, 41, 42, 43]) {
      await city.push('one-form', figures(used))
      await city.moveTo(city.clock.now + DAY)
    }
    const proven = await standing()
    expect(proven).toMatchObject({ proven: 3, unknowns: [] })

    const held = await city.post('/api/v1/feeds/one-form/samples', { samples: [{ area: '990900', date: local(city.clock.now).slice(0, 10), used: '4', all: '50', rate: '8' }] })
    expect([held.status, held.text]).toEqual([409, expect.stringContaining('40')])
    await city.settled()
    expect(await standing()).toEqual(proven)
    expect((await city.get('/api/v1/feeds')).as<{ feeds: { id: string; state: string }[] }>().feeds.find(({ id }) => id === 'one-form')).toMatchObject({ state: 'drifting' })

    await city.moveTo(NOON + 60 * DAY)
    expect(await standing()).toMatchObject({ state: 'stale', proven: null, lastProven: { level: proven?.proven } })
  })
})
