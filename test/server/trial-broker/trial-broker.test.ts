// The broker that comes with the embedded store: a message becomes a fact before it is acknowledged, and nobody can make it grow.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { rowOf } from '../../../ingest/simulator/lists/list.ts'
import { listPlans } from '../../../ingest/simulator/lists/plans.ts'
import { reporterOf } from '../../../ingest/simulator/lists/reports.ts'
import { hashOf } from '../../../ingest/simulator/random.ts'
import { simulate } from '../../../ingest/simulator/simulator.ts'
import { startTrialBroker, type TrialBroker } from '../../../server/trial-broker/trial-broker.ts'
import { Workbench } from '../../../server/workbench.ts'
import { inputsAt } from '../../../server/readings/value-inputs.ts'
import { valuesOfArea } from '../../../rules/values/values-of-area.ts'
import { draft } from '../../rules/draft-model.ts'
import { CITY, FEEDS, local, MINUTE, NOON } from '../small-city.ts'
import { newStoreDirectory } from '../store-template.ts'

/** As the README has it. */
const SCENARIO = '{"场景编号":"MY-1","状态":"运行","统计时间":"2026-01-01 09:00:00","责任部门":"市数据局","状态日期":"2026-01-01","入库日期":"2026-01-01"}'

const NONE = { received: 0, stored: 0, duplicate: 0, rejected: 0 }
type Counts = typeof NONE

describe('the trial broker', () => {
  let directory: Awaited<ReturnType<typeof newStoreDirectory>>
  let workbench: Workbench
  let broker: TrialBroker
  const said: string[] = []
  let before: Counts
  const clients: MqttClient[] = []
  const errors: unknown[] = []

  beforeAll(async () => {
    directory = await newStoreDirectory()
    workbench = await Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: draft, now: () => NOON })
    await workbench.applyCity(CITY, 'city.yaml')
    await workbench.applyFeeds([{ text: FEEDS.events, fileName: 'events.feed.yaml' }, { text: FEEDS.ledger, fileName: 'ledger.feed.yaml' }, { text: FEEDS.catalogue.replace('{kind: http-push}', '{kind: http-push, auth: token}'), fileName: 'catalogue.feed.yaml' }])
    broker = await newBroker(0)
  })
  afterAll(async () => {
    await broker.stop()
    await workbench.close()
    directory.remove()
  })
  beforeEach(async () => {
    said.length = 0
    before = await total()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true)
    expect(errors.splice(0)).toEqual([])
  })

  async function newBroker(port: number): Promise<TrialBroker> {
    const started = await startTrialBroker({ workbench, port, say: (text) => said.push(text), onError: (error) => errors.push(error) })
    if (started === undefined) throw new Error('The port is taken.')
    return started
  }
  async function client(): Promise<MqttClient> {
    const one = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4, reconnectPeriod: 0, connectTimeout: 2_000 })
    one.on('error', () => undefined)
    clients.push(one)
    return one
  }
  const event = (id: string, more: object = {}): object => ({ id, street: '东一街', filed: local(NOON - 5 * MINUTE), closed: local(NOON - MINUTE), online: '是', updated: local(NOON - MINUTE), ...more })
  async function total(): Promise<Counts> {
    const rows = await workbench.store.db.selectFrom('intake_batch').select(['received', 'stored', 'duplicate', 'rejected']).execute()
    return rows.reduce((sum, row) => ({ received: sum.received + row.received, stored: sum.stored + row.stored, duplicate: sum.duplicate + row.duplicate, rejected: sum.rejected + row.rejected }), NONE)
  }
  /** Since the test began. */
  async function received(): Promise<Counts> {
    const now = await total()
    return { received: now.received - before.received, stored: now.stored - before.stored, duplicate: now.duplicate - before.duplicate, rejected: now.rejected - before.rejected }
  }
  const whenClosed = (one: MqttClient): Promise<void> => new Promise((resolve) => one.once('close', () => resolve()))

  it('takes one sample or many at any QoS, acknowledges after commit, and keeps what cannot be used with its reason', async () => {
    const one = await client()
    await one.publishAsync('ctmm/feeds/events', JSON.stringify(event('E1')), { qos: 1 })
    expect(await received()).toEqual({ received: 1, stored: 1, duplicate: 0, rejected: 0 })
    await one.publishAsync('ctmm/feeds/events', JSON.stringify({ samples: [event('E1'), event('E2'), event('E3', { street: '没有的街' })] }), { qos: 2, retain: true })
    expect(await received()).toEqual({ received: 4, stored: 2, duplicate: 1, rejected: 1 })
    await one.publishAsync('ctmm/feeds/events', 'no JSON', { qos: 0 })
    await vi.waitFor(async () => expect(await received()).toMatchObject({ received: 5, rejected: 2 }))
    await one.publishAsync('ctmm/feeds/events', Buffer.alloc(1_000_000, 0x20), { qos: 1 })
    expect(await received()).toMatchObject({ received: 6, rejected: 3 })
    const letters = await workbench.store.db.selectFrom('dead_letter').select('code').orderBy('id').execute()
    expect(letters.map(({ code }) => code)).toEqual(['unknown-area', 'unreadable-message', 'message-too-large'])
  })

  it('takes many clients together', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, client))
    await Promise.all(many.flatMap((one, by) => Array.from({ length: 25 }, (_, index) => one.publishAsync('ctmm/feeds/events', JSON.stringify(event(`E${by}-${index}`)), { qos: 1 }))))
    expect(await received()).toEqual({ received: 200, stored: 200, duplicate: 0, rejected: 0 })
  })

  it.each([
    ['ctmm/feeds/none', /There is no feed none: apply its feed file first/],
    ['ctmm/feeds/ledger', /The feed ledger \(csv-file\) takes no messages/],
    ['ctmm/feeds/catalogue', /The feed catalogue asks for a token or a signature: push to it over HTTP/],
    ['ctmm/feeds/events/more', /Publish to ctmm\/feeds\/FEED-ID/],
    ['$SYS/anything', /Publish to ctmm\/feeds\/FEED-ID/],
  ])('turns away what is published to %s, and says why', async (topic, reason) => {
    const one = await client()
    const closed = whenClosed(one)
    void one.publishAsync(topic, '{}', { qos: 1 }).catch(() => undefined)
    await closed
    expect(said.at(-1)).toMatch(reason)
  })

  it('acknowledges nothing that the store did not take', async () => {
    const one = await client()
    const deliver = vi.spyOn(workbench, 'deliver').mockRejectedValueOnce(new Error('the store is gone'))
    const closed = whenClosed(one)
    let acknowledged = false
    void one.publishAsync('ctmm/feeds/events', JSON.stringify(event('E1')), { qos: 1 }).then(() => (acknowledged = true), () => undefined)
    await closed
    expect(acknowledged).toBe(false)
    expect(errors.splice(0)).toHaveLength(1)
    expect(await received()).toEqual(NONE)
    deliver.mockRestore()
    await (await client()).publishAsync('ctmm/feeds/events', JSON.stringify(event('again')), { qos: 1 })
    expect(await received()).toMatchObject({ stored: 1 })
  })

  it('hands out nothing', async () => {
    const one = await client()
    const granted = await one.subscribeAsync('#', { qos: 1 }).catch((error: unknown) => error)
    expect(granted).toMatchObject({ message: expect.stringMatching(/Unspecified error/) })
  })

  it('has a bound on its clients', async () => {
    const many = await Promise.all(Array.from({ length: 32 }, client))
    const oneTooMany = connect({ port: broker.port, host: '127.0.0.1' })
    await once(oneTooMany, 'close')
    await many[0]?.endAsync()
    await vi.waitUntil(() => broker.clients() < 32)
    expect((await client()).connected).toBe(true)
  })

  it('lets the start go on where its port is taken, and says so', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    try {
      expect(await startTrialBroker({ workbench, port, say: (text) => said.push(text), onError: (error) => errors.push(error) })).toBeUndefined()
      expect(said.at(-1)).toBe(`Port ${port} cannot be had (EADDRINUSE), so no MQTT is accepted here: set CTMM_MQTT_PORT to a free port, or to 0 to do without.`)
    } finally {
      other.close()
    }
  })

  it('moves a value of the demonstration city with the line of the README', async () => {
    const now = Date.parse('2026-11-21T10:00:00+08:00')
    const demo = await newStoreDirectory()
    const city = await Workbench.open({ location: { kind: 'embedded', directory: demo.store }, purpose: 'demonstration', model: draft, now: () => now })
    const trial = await startTrialBroker({ workbench: city, port: 0, say: () => undefined, onError: (error) => errors.push(error) })
    try {
      const { city: cityText, feeds } = simulate({ seed: '1', now })
      await city.applyCity(cityText, 'city.yaml')
      const feed = (await city.applyFeeds(feeds)).find(({ id }) => id === 'service-scenarios')
      const plan = listPlans(hashOf('1'))['service-scenarios']
      for (const { date, entries } of reporterOf(plan)(now)) if (feed !== undefined) await city.deliver(feed, entries.map((entry, position) => ({ position, record: rowOf(plan, entry, date) })))
      const scenarios = async (): Promise<unknown> => valuesOfArea(await inputsAt(city.store.db, city.context, { asOf: now }), '990100').find(({ indicator }) => indicator === 'proactive_scenarios_count')?.quantity
      expect(await scenarios()).toEqual({ kind: 'count', value: 17n })
      const one = await connectAsync(`mqtt://127.0.0.1:${trial?.port}`, { protocolVersion: 4 })
      for (const number of [1, 2, 3]) await one.publishAsync('ctmm/feeds/service-scenarios', SCENARIO.replace('MY-1', `MY-${number}`), { qos: 1 })
      await one.endAsync()
      expect(await scenarios()).toEqual({ kind: 'count', value: 20n })
    } finally {
      await trial?.stop()
      await city.close()
      demo.remove()
    }
  })
})
