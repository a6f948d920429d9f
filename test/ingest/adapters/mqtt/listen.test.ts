// The listening adapter at a real broker: what comes, in what form, and that nothing is acknowledged before it is kept.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { onBroker } from '../../../services/brokers.ts'
import { isConnected, listenTo, type Listened, type ListenOptions } from './listening.ts'
import { forgetSession, publisherAt, type Publisher } from './publisher.ts'
import type { MqttConfig } from '../../../../ingest/adapters/mqtt/config.ts'

onBroker((url) => {
  let tree: string
  let publisher: Publisher
  const listeners: Listened[] = []
  const sessions = new Set<string>()

  beforeEach(async () => {
    tree = `ctmm-test-${randomUUID()}`
    publisher = await publisherAt(url)
  })
  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.stop()))
    await publisher.leave()
    for (const clientId of sessions) await forgetSession(url, clientId)
    sessions.clear()
  })

  async function listen(config: Partial<Omit<MqttConfig, 'kind'>> = {}, options: ListenOptions = {}): Promise<Listened> {
    const { clientId = tree } = config
    sessions.add(options.worker === undefined ? clientId : `${clientId}-${options.worker}`)
    const listener = listenTo({ url, topic: `${tree}/{area}/{source}/events`, ...config, clientId }, options)
    listeners.push(listener)
    await listener.until(() => isConnected(listener))
    return listener
  }
  const topic = (area = '990102', source = 'orders'): string => `${tree}/${area}/${source}/events`
  const sample = (no: number | string): string => JSON.stringify({ no: String(no) })

  for (const version of ['5', '3.1.1'] as const) {
    it(`hands over one sample or many of a message, with what the topic says (MQTT ${version})`, async () => {
      const listener = await listen({ version })
      await publisher.publish(topic(), '{"no": 12345678901234567890, "topic.area": "of the record"}')
      await publisher.publish(topic('990103'), '{"samples": [{"no": "2"}, {"no": "3"}]}')
      await publisher.publish(topic('990103'), '[{"no": "4"}, 5]', { qos: 0 })
      await listener.until(() => listener.samples().length === 5)
      expect(listener.samples().slice(0, 4)).toEqual([
        { position: topic(), record: { no: '12345678901234567890', 'topic.area': '990102', 'topic.source': 'orders' } },
        { position: `${topic('990103')} [0]`, record: { no: '2', 'topic.area': '990103', 'topic.source': 'orders' } },
        { position: `${topic('990103')} [1]`, record: { no: '3', 'topic.area': '990103', 'topic.source': 'orders' } },
        { position: `${topic('990103')} [0]`, record: { no: '4', 'topic.area': '990103', 'topic.source': 'orders' } },
      ])
      expect(listener.samples()[4]).toMatchObject({ position: `${topic('990103')} [1]`, raw: '5', rejection: { code: 'not-a-record' } })
      expect(listener.reports.map(({ state }) => state)).toEqual(['connecting', 'connected'])
    })

    it(`is given again what was not acknowledged, and only that (MQTT ${version})`, async () => {
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      const first = await listen({ version }, { deliver: async (samples) => {
        if (samples.some((each) => 'record' in each && each.record['no'] === '2')) await held.then(() => Promise.reject(new Error('the store is gone')))
        return { received: samples.length, stored: samples.length, duplicate: 0, rejected: 0, coveredUntil: undefined }
      } })
      await publisher.publish(topic(), sample(1))
      await first.until(() => first.values('no').includes('1'))
      await publisher.publish(topic(), sample(2))
      await publisher.publish(topic(), sample(3))
      const stopped = first.stop()
      release()
      await stopped
      expect(first.values('no')).toEqual(['1'])
      const second = await listen({ version })
      await second.until(() => second.samples().length === 2)
      expect(second.values('no')).toEqual(['2', '3'])
    })

    it(`acknowledges what was kept, so that it does not come again, and what is published meanwhile waits at the broker (MQTT ${version})`, async () => {
      const first = await listen({ version })
      for (let no = 0; no < 50; no++) await publisher.publish(topic(), sample(no))
      await first.until(() => first.samples().length === 50)
      await first.stop()
      for (let no = 50; no < 60; no++) await publisher.publish(topic(), sample(no))
      const second = await listen({ version })
      await second.until(() => second.samples().length >= 10)
      await publisher.publish(topic(), sample('last'))
      await second.until(() => second.values('no').includes('last'))
      expect(second.values('no')).toEqual([...Array.from({ length: 10 }, (_, index) => String(50 + index)), 'last'])
    })
  }

  it('sets aside what cannot be read, what is too large and what names another source, each with its reason, and goes on', async () => {
    const listener = await listen({ largestMessageKiB: 1 })
    await publisher.publish(topic(), 'half a {')
    await publisher.publish(topic(), Buffer.from([0x7b, 0xff, 0x7d]))
    await publisher.publish(topic(), `{"no": "${'9'.repeat(2_000)}"}`)
    await publisher.publish(topic(), Buffer.alloc(3_000_000, 0x61))
    await publisher.publish(topic('990102', 'somebody-else'), '[{"no": "forged", "topic.source": "orders"}, {"no": "forged too"}]')
    await publisher.publish(topic(), '42')
    await publisher.publish(topic(), '')
    await publisher.publish(topic(), sample('good'))
    await listener.until(() => listener.values('no').includes('good'))
    expect(listener.samples().map((each) => ('record' in each ? each.record['no'] : each.rejection.code))).toEqual([
      'unreadable-message', 'unreadable-bytes', 'message-too-large', 'message-too-large', 'foreign-source', 'foreign-source', 'unreadable-message', 'good',
    ])
    const [unreadable, , large, huge, forged] = listener.samples()
    expect(unreadable).toMatchObject({ position: topic(), raw: 'half a {' })
    expect(large).toMatchObject({ raw: expect.stringMatching(/^\{"no": "9{1000,}"\}$/), rejection: { reason: { zh: '消息超过 1 KiB' } } })
    expect(huge).toMatchObject({ raw: expect.stringMatching(/^a{1000,}$/) })
    expect(forged).toMatchObject({ position: `${topic('990102', 'somebody-else')} [0]`, raw: '{"no":"forged","topic.source":"orders"}', rejection: { path: 'topic.source', value: 'somebody-else', reason: { en: expect.stringContaining('(orders)') } } })
  })

  it('divides the messages among the workers of a group, each with a session of its own', async () => {
    const workers = await Promise.all(['a', 'b'].map((worker) => listen({ group: 'ctmm' }, { worker })))
    for (let no = 0; no < 200; no++) await publisher.publish(topic(), sample(no))
    const all = (): readonly unknown[] => workers.flatMap((worker) => worker.values('no'))
    await workers[0]?.until(() => all().length >= 200)
    expect(new Set(all()).size).toBe(200)
    for (const worker of workers) expect(worker.samples().length).toBeGreaterThan(20)
  })

  it('leaves out what the broker has retained, unless it is asked for', async () => {
    await publisher.publish(topic(), sample('retained'), { retain: true })
    try {
      const without = await listen()
      await publisher.publish(topic(), sample('live'))
      await without.until(() => without.samples().length > 0)
      expect(without.values('no')).toEqual(['live'])
      for (const version of ['5', '3.1.1'] as const) {
        const withRetained = await listen({ retained: 'take', clientId: `${tree}-${version}`, version })
        await withRetained.until(() => withRetained.samples().length > 0)
        expect(withRetained.values('no')).toEqual(['retained'])
      }
      const old = await listen({ version: '3.1.1', clientId: `${tree}-old` })
      await publisher.publish(topic(), sample('live again'))
      await old.until(() => old.samples().length > 0)
      expect(old.values('no')).toEqual(['live again'])
    } finally {
      await publisher.publish(topic(), '', { retain: true })
    }
  })

  it('hands a full list over alone, and one that is empty not at all', async () => {
    const listener = await listen({ topic: `${tree}/list` }, { delivery: 'list' })
    await publisher.publish(`${tree}/list`, '[]')
    await publisher.publish(`${tree}/list`, '[{"no": "1"}, {"no": "2"}]')
    await publisher.publish(`${tree}/list`, '[{"no": "2"}]')
    await listener.until(() => listener.batches.length === 3)
    expect(listener.batches.map((batch) => batch.map((each) => ('record' in each ? each.record['no'] : each.rejection.code)))).toEqual([['unreadable-message'], ['1', '2'], ['2']])
  })

  it('passes on that there is nothing to report, and says nothing for an empty message', async () => {
    const listener = await listen()
    await publisher.publish(topic(), '')
    await publisher.publish(topic(), '{"samples": []}')
    await listener.until(() => listener.batches.length > 0)
    expect(listener.batches).toEqual([[]])
  })

  it('stops when the feed is stopped', async () => {
    const stopping = new AbortController()
    const listener = await listen({}, { signal: stopping.signal })
    stopping.abort()
    await publisher.publish(topic(), sample(1))
    await listener.stop()
    expect(listener.samples()).toEqual([])
  })
})
