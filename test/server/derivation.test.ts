// Sums are derived with the model's calculations: opened with a model that counts differently, a store counts everything anew.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TellProgress } from '../../ingest/rebuild/rebuild.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import { readModelFile } from '../../server/model-file.ts'
import { readArea } from '../../server/readings/snapshot.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { Workbench } from '../../server/workbench.ts'
import { newStoreDirectory } from './store-template.ts'

const CITY = `schema: ctmm-city/1
name: {zh: 小城, en: Small town}
zone: Asia/Shanghai
root: "990000"
areas:
- {code: "990000", kind: city, zh: 小城, en: Small town}
bureaus: []
`
const FEED = `schema: ctmm-feed/1
id: hotline
zh: 热线
en: Hotline
source: hotline
adapter: {kind: http-push}
delivery: full
cadenceMinutes: 5
coverage: {until: received}
mapping:
  fact: {kind: case, caseType: appeal}
  dates: {format: ISO}
  key: {path: id}
  version: {path: at, date: {format: ISO}}
  observedAt: {path: at}
  area: {path: area, by: code, whenEmpty: city}
  acceptedAt: {path: at}
  dispatchedAt: {path: sent}
`

let directory: Awaited<ReturnType<typeof newStoreDirectory>>
let model: Model
const open = (withModel: Model, tell?: TellProgress): Promise<Workbench> =>
  Workbench.open({ tell, location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: withModel, now: () => Date.parse('2026-06-01T00:00:00Z') })

beforeAll(async () => {
  directory = await newStoreDirectory()
  model = await readModelFile()
})
afterAll(() => directory.remove())

/** The same model, but response time stops at something else: its clock is another one. */
function withAnotherClock({ calculations, ...rest }: Model): Model {
  return { ...rest, calculations: calculations.map((calculation) => (calculation.id === 'appeal-response/1' && 'enter' in calculation ? { ...calculation, enter: 'acceptedAt' } : calculation)) }
}

describe('a store and the model it was counted with', () => {
  it('takes another model while it holds no sums', async () => {
    const first = await open(model)
    await first.applyCity(CITY, 'city.yaml')
    await first.close()
    const second = await open(withAnotherClock(model))
    await second.close()
    await (await open(model)).close()
  })

  it('counts everything anew with another model once it holds sums, and again with its own', async () => {
    const workbench = await open(model)
    const feed = await workbench.applyFeed(FEED, 'hotline.feed.yaml')
    const record = { id: 'A1', at: '2026-05-01T08:00:00+08:00', sent: '2026-05-01T09:30:00+08:00', area: '' }
    expect(await workbench.deliver(feed, [{ position: 1, record }])).toMatchObject({ received: 1, stored: 1 })
    const waited = async ({ store, context }: Workbench): Promise<unknown> => {
      const { values } = readArea(await inputsAt(store.db, context, { asOf: Date.parse('2026-05-01T12:00:00+08:00') }), '990000')
      return values.find(({ indicator, judged, population }) => indicator === 'appeal_mean_response_hours' && judged && population === 'all')?.quantity
    }
    const hours = (count: number): unknown => ({ kind: 'mean', sumMs: BigInt(count * 3_600_000), count: 1n })
    expect(await waited(workbench)).toEqual(hours(2.5))
    await workbench.close()
    const told: number[] = []
    const other = await open(withAnotherClock(model), ({ done }) => told.push(done))
    expect(told).toEqual([1])
    expect(await waited(other)).toEqual(hours(4))
    await other.close()
    const again = await open(model)
    expect(await waited(again)).toEqual(hours(2.5))
    await again.close()
  })

  it('is opened without counting anew when nothing it counts by has changed', async () => {
    const told: number[] = []
    await (await open(model, ({ done }) => told.push(done))).close()
    expect(told).toEqual([])
  })
})
