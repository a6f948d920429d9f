// Our side: the two feeds listen, and what has waited at the broker becomes facts and edges; the clock stops when the last message has been committed.
import { setTimeout as wait } from 'node:timers/promises'
import { adapterOf } from '../../ingest/adapters/registry.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { readModelFile } from '../../server/model-file.ts'
import { Workbench } from '../../server/workbench.ts'
import { CITY_TEXT, feedFiles } from '../history/city.ts'
import type { BenchServer } from '../postgres/server.ts'
import { IN_FLIGHT, topicOf } from './broker.ts'
import { FEEDS, PRESENT, type FeedId } from './work.ts'

export interface DrainOptions {
  readonly server: BenchServer
  readonly database: string
  readonly broker: string
  readonly tree: string
  readonly samples: number
}

export interface Drained {
  readonly elapsedMs: number
  /** Deliveries of all feeds, each a call of intake. */
  readonly deliveries: number
}

export const clientIdOf = (tree: string, feed: FeedId): string => `${tree}-${feed}`

/** A database made anew with the city and its feeds; `run` starts the clock. */
export async function prepareDrain({ server, database, broker, tree, samples }: DrainOptions): Promise<{ run(): Promise<Drained>; close(): Promise<void> }> {
  await server.recreate(database)
  const model = await readModelFile(undefined)
  const workbench = await Workbench.open({ location: { kind: 'server', url: server.url(database) }, purpose: 'demonstration', model, now: () => PRESENT })
  await workbench.applyCity(CITY_TEXT, 'city.yaml')
  await workbench.applyFeeds(feedFiles(model).map((file) => ({ ...file, text: withMqtt(file.text, broker, tree) })))
  return {
    async run() {
      await server.settle()
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      let [stored, deliveries] = [0, 0]
      const began = performance.now()
      const listening = await Promise.all(FEEDS.map((id) => listenTo(workbench, feedOf(workbench, id), (count) => {
        stored += count
        deliveries += 1
        if (stored >= samples) resolve(performance.now() - began)
      }, reject)))
      const elapsedMs = await Promise.race([promise, wait(600_000).then(() => Promise.reject(new Error(`${stored} of ${samples} samples came.`)))])
      for (const { stop } of listening) await stop()
      if (stored !== samples) throw new Error(`${samples} samples were published, ${stored} were stored.`)
      return { elapsedMs, deliveries }
    },
    close: () => workbench.close(),
  }
}

function withMqtt(text: string, url: string, tree: string): string {
  const feed: { id: string } = JSON.parse(text)
  const id = FEEDS.find((known) => known === feed.id)
  return id === undefined ? text : JSON.stringify({ ...feed, adapter: { kind: 'mqtt', url, topic: topicOf(tree, id), clientId: clientIdOf(tree, id), inFlight: IN_FLIGHT } })
}

function feedOf({ context }: Workbench, id: FeedId): Feed {
  const feed = context.feeds.find((each) => each.id === id)
  if (feed === undefined) throw new Error(`There is no feed ${id}.`)
  return feed
}

async function listenTo(workbench: Workbench, feed: Feed, onStored: (count: number) => void, onTrouble: (error: unknown) => void) {
  const { listen } = adapterOf('mqtt')
  if (listen === undefined) throw new Error('Nothing listens.')
  return listen(feed, {
    zone: workbench.context.city.zone, now: () => PRESENT, signal: new AbortController().signal, secret: () => '',
    report: (state, reason) => (state === 'lost' ? onTrouble(reason) : undefined),
    async deliver(samples) {
      const answer = await workbench.deliver(feed, samples)
      onStored(answer.stored)
      return answer
    },
  })
}
