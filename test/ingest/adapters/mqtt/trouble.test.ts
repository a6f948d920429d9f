// What goes wrong in a city: the store is down, the broker restarts, a session is taken, a source floods. Nothing is hoarded, nothing is lost.
import { randomUUID } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FeedReadError } from '../../../../ingest/adapters/adapter.ts'
import type { SampleBatch } from '../../../../ingest/samples/sample.ts'
import { ownMosquitto, withoutMosquitto, type OwnMosquitto } from '../../../services/own-mosquitto.ts'
import { isConnected, listenTo, type Listened, type ListenOptions } from './listening.ts'
import { publishPacket } from './packets.ts'
import { publisherAt, type Publisher } from './publisher.ts'

const answer = { received: 0, stored: 0, duplicate: 0, rejected: 0, coveredUntil: undefined }
const keysOf = (batch: SampleBatch): readonly unknown[] => batch.map((sample) => ('record' in sample ? sample.record['no'] : sample.rejection.code))

describe.skipIf(withoutMosquitto)('a feed that listens', () => {
  let broker: OwnMosquitto
  let publisher: Publisher
  let topic: string
  const listeners: Listened[] = []

  beforeAll(async () => {
    broker = await ownMosquitto()
  })
  afterAll(() => broker?.remove())
  beforeEach(async () => {
    topic = `t-${randomUUID()}`
    publisher = await publisherAt(broker.url)
  })
  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.stop()))
    await publisher.leave()
  })

  async function listen(options: ListenOptions = {}): Promise<Listened> {
    const listener = listenTo({ url: broker.url, topic, clientId: topic }, options)
    listeners.push(listener)
    await listener.until(() => isConnected(listener))
    return listener
  }
  const publish = async (...numbers: readonly (number | string)[]): Promise<void> => {
    for (const no of numbers) await publisher.publish(topic, JSON.stringify({ no: String(no) }))
  }
  const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, index) => from + index)

  it('disconnects while the store is down, tries with one message, and has everything once the store is back', async () => {
    let isDown = false
    const tried: number[] = []
    const listener = await listen({ deliver: async (samples) => {
      tried.push(samples.length)
      if (isDown) throw new Error('the store is down')
      return answer
    } })
    isDown = true
    await publish(...range(0, 100))
    await listener.until(() => listener.reports.filter(({ state }) => state === 'lost').length >= 6)
    expect(listener.samples()).toEqual([])
    expect(listener.reports.find(({ state }) => state === 'lost')?.reason?.text.zh).toContain('消息保留在消息代理')
    expect(tried.slice(1).every((count) => count === 1)).toBe(true)
    expect(tried.length).toBeLessThan(20)
    const before = tried.length
    isDown = false
    await listener.until(() => listener.samples().length >= 100)
    expect(listener.values('no')).toEqual(range(0, 100).map(String))
    // More and more at once.
    const after = tried.slice(before)
    expect(after[0]).toBe(1)
    for (const [index, count] of after.slice(1).entries()) expect(count).toBeLessThanOrEqual(2 ** (index + 1))
    expect(Math.max(...after)).toBeGreaterThan(8)
  })

  it('sets one message aside at which the store fails again and again, and takes all others', async () => {
    const listener = await listen({ deliver: async (samples) => {
      if (keysOf(samples).includes('poison')) throw new Error('the store cannot hold this')
      return answer
    } })
    await publish(1, 2, 'poison', 3, 4)
    await listener.until(() => listener.values('no').includes('4'))
    expect(listener.samples().flatMap((sample) => keysOf([sample]))).toEqual(['1', '2', 'internal', '3', '4'])
    expect(listener.samples()[2]).toMatchObject({ position: topic, raw: '{"no":"poison"}' })
  })

  it('sets nothing aside while the feed is held up, however long', async () => {
    let refusals = 0
    const listener = await listen({ deliver: async () => {
      if (refusals++ < 8) throw new FeedReadError('contract', 'The feed is held until somebody says that it is right.', '数据源已暂停，等待确认。')
      return answer
    } })
    await publish(1)
    await listener.until(() => listener.samples().length > 0)
    expect(listener.values('no')).toEqual(['1'])
    expect(listener.reports.filter(({ state }) => state === 'lost').map(({ reason }) => reason?.text.en)).toEqual(Array.from({ length: 8 }, () => 'The feed is held until somebody says that it is right.'))
  })

  it('comes back after a restart of the broker, which has kept what was not acknowledged', async () => {
    let release = (): void => undefined
    let held: Promise<void> | undefined = new Promise((resolve) => (release = resolve))
    const listener = await listen({ deliver: async () => {
      await held
      return answer
    } })
    await publish(1, 2, 3)
    await publisher.leave()
    await broker.stop()
    await listener.until(() => listener.reports.at(-1)?.state === 'lost')
    expect(listener.reports.at(-1)?.reason?.failure).toBe('unreachable')
    await broker.start()
    publisher = await publisherAt(broker.url)
    await publish(4)
    held = undefined
    release()
    await listener.until(() => listener.values('no').includes('4') && new Set(listener.values('no')).size === 4)
    // What was under way when the connection broke was kept but not acknowledged, so it came again, before all else.
    expect(listener.values('no').filter((no) => no === '1')).toHaveLength(2)
    expect(listener.values('no').at(-1)).toBe('4')
  })

  it('says so when another connection uses its client id', async () => {
    const first = await listen()
    const second = await listen()
    await first.until(() => first.reports.some(({ state }) => state === 'lost'))
    expect(first.reports.find(({ state }) => state === 'lost')?.reason?.text.en).toContain('give every installation its own "clientId"')
    await second.stop()
  })

  it('still acknowledges what is being taken in when it is stopped', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let begun = 0
    const first = await listen({ deliver: () => {
      begun += 1
      return held.then(() => answer)
    } })
    await publish(1)
    await first.until(() => begun === 1)
    await publish(2)
    const stopped = first.stop()
    release()
    await stopped
    expect(first.values('no')).toEqual(['1'])
    const second = await listen()
    await publish('last')
    await second.until(() => second.values('no').includes('last'))
    expect(second.values('no')).toEqual(['2', 'last'])
  })
})

describe('a broker that floods', () => {
  let server: Server
  let sent = 0
  let socket: Socket | undefined

  beforeAll(async () => {
    const message = publishPacket({ topic: 't', id: 0, payload: Buffer.from(JSON.stringify({ no: 'x'.repeat(100_000) })), properties: undefined })
    server = createServer((peer) => {
      socket = peer
      peer.on('error', () => undefined)
      const flood = (): void => {
        while (!peer.destroyed && !peer.writableNeedDrain) {
          peer.write(message)
          sent += message.length
        }
      }
      peer.once('data', () => {
        peer.write(Buffer.of(0x20, 2, 0, 0))
        peer.once('data', (subscribe: Buffer) => {
          peer.write(Buffer.of(0x90, 3, subscribe.readUInt8(2), subscribe.readUInt8(3), 1))
          peer.on('drain', flood)
          flood()
        })
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    socket?.destroy()
    server.close()
  })

  it('with what nobody has to acknowledge is not read further than there is room for', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const address = server.address()
    const listener = listenTo({ url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, topic: 't', version: '3.1.1' }, { deliver: () => held.then(() => answer) })
    try {
      await listener.until(() => sent > 20_000_000)
      let [before, calm] = [0, 0]
      await listener.until(() => {
        calm = sent === before ? calm + 1 : 0
        before = sent
        return calm >= 40
      })
      // 32 MiB of messages, and what sockets hold.
      expect(sent).toBeLessThan(60_000_000)
      release()
      await listener.until(() => sent > before + 100_000_000)
    } finally {
      release()
      await listener.stop()
    }
  })
})
