// Sums are derived with the model's calculations: a model that counts differently must not add to sums that were counted otherwise.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PurposeError } from '../../db/purpose.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import { readModelFile } from '../../server/model-file.ts'
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
  dispatchedAt: {path: at}
`

let directory: Awaited<ReturnType<typeof newStoreDirectory>>
let model: Model
const open = (withModel: Model): Promise<Workbench> =>
  Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: withModel, now: () => Date.parse('2026-06-01T00:00:00Z') })

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

  it('refuses another model once it holds sums, says what to do, and opens with its own as before', async () => {
    const workbench = await open(model)
    const feed = await workbench.applyFeed(FEED, 'hotline.feed.yaml')
    const record = { id: 'A1', at: '2026-05-01T08:00:00+08:00', area: '' }
    expect(await workbench.deliver(feed, [{ position: 1, record }])).toMatchObject({ received: 1, stored: 1 })
    await workbench.close()
    await expect(open(withAnotherClock(model))).rejects.toThrow(PurposeError)
    await expect(open(withAnotherClock(model))).rejects.toThrow(/new store/)
    const again = await open(model)
    expect(again.context.city.root).toBe('990000')
    await again.close()
  })
})
