// Consumers that are killed at random moments while messages come by MQTT and the broker restarts: nothing that was acknowledged is lost, nothing counts twice.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore, type Store } from '../../db/open-store.ts'
import { valuesOfArea } from '../../rules/values/values-of-area.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, FEEDS } from '../server/small-city.ts'
import { ownMosquitto, withoutMosquitto, type OwnMosquitto } from '../services/own-mosquitto.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL } from '../services/server-stores.ts'
import { chanceOf, SEED } from './chance.ts'
import { Place, Watch } from './processes.ts'
import { countedByHand, EventPublisher } from './publishing.ts'
import { times, TIMEOUT_MS } from './size.ts'

const MESSAGES = times(1_500)
const KILLS = times(6)
const TOPIC = 'ctmm/events'
const AREAS = { '990900': ['东一街', '东二街', '西一街'], '990901': ['东一街', '东二街'], '990901001': ['东一街'], '990902': ['西一街'], park: ['东二街', '西一街'] } as const

onServerStore(POSTGRESQL, (fresh) => {
  describe.skipIf(withoutMosquitto)(`consumers at an MQTT broker (CTMM_SEED=${SEED})`, () => {
    let broker: OwnMosquitto
    beforeAll(async () => {
      broker = await ownMosquitto()
    })
    afterAll(() => broker?.remove())

    for (const [name, workers, group] of [['one consumer', ['a'], undefined], ['two workers of a group', ['a', 'b'], 'ctmm']] as const) {
      describe(name, () => {
        let database: ServerDatabase
        let store: Store
        const watch = new Watch()
        const places: Place[] = []

        beforeAll(async () => {
          database = await fresh()
          const adapter = JSON.stringify({ kind: 'mqtt', url: broker.url, topic: TOPIC, clientId: workers.join('-'), inFlight: 30, ...(group === undefined ? {} : { group }) })
          const workbench = await Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: Date.now })
          await workbench.applyCity(CITY, 'city.yaml')
          await workbench.applyFeed(FEEDS.events.replace('adapter: {kind: http-push}', () => `adapter: ${adapter}`), 'events.feed.yaml')
          await workbench.close()
          store = await openStore({ kind: 'server', url: database.url })
        })
        afterAll(async () => {
          await Promise.all(places.map((place) => place.kill()))
          await store?.close()
          await database?.drop()
        })

        const total = async (): Promise<{ readonly received: number; readonly stored: number; readonly duplicate: number; readonly rejected: number }> => {
          const { rows: [row] } = await sql<{ received: number; stored: number; duplicate: number; rejected: number }>`
            select coalesce(sum(received), 0)::int as received, coalesce(sum(stored), 0)::int as stored, coalesce(sum(duplicate), 0)::int as duplicate, coalesce(sum(rejected), 0)::int as rejected from intake_batch`.execute(store.db)
          return row ?? { received: 0, stored: 0, duplicate: 0, rejected: 0 }
        }
        const letters = async (): Promise<number> => (await store.db.selectFrom('dead_letter').select('id').execute()).length

        async function restartBroker(): Promise<void> {
          const connected = places.map((place) => place.said('is connected'))
          await broker.stop()
          await broker.start()
          await watch.until(places, () => places.every((place, index) => place.said('is connected') > (connected[index] ?? 0)))
        }

        it('killed at random moments, and a broker that restarts, lose nothing and count nothing twice', async () => {
          const below = chanceOf(SEED, name)
          for (const worker of workers) places.push(new Place('consuming', [database.url, SEED, worker], watch))
          await watch.until(places, () => places.every((place) => place.said('is connected') > 0))
          const publisher = await EventPublisher.at(broker.url, { below: chanceOf(SEED, name, 'told'), topic: TOPIC, clientId: `publisher-${workers.length}` })
          const spoken = (): number => places.reduce((sum, place) => sum + place.lines.length, 0)
          for (let kill = 0; kill < KILLS; kill++) {
            let isPublished = false
            const publishing = publisher.publish(Math.ceil(MESSAGES / KILLS)).then(() => {
              isPublished = true
              watch.wake()
            })
            const killAt = spoken() + 1 + below(12)
            await watch.until(places, () => spoken() >= killAt || isPublished)
            await places[below(places.length)]?.killAndRestart()
            // Mosquitto forgets who is in a group when it restarts, so nobody publishes then before its workers are back.
            if (group !== undefined) await publishing
            if (kill === Math.floor(KILLS / 2)) await restartBroker()
            await publishing
          }
          const { records, refused } = publisher.log
          await vi.waitFor(async () => expect([(await total()).stored, await letters()]).toEqual([records.size, refused.size]), { timeout: Math.max(120_000, TIMEOUT_MS / 10), interval: 100 })
          await Promise.all(places.map((place) => place.finish()))

          const counts = await total()
          expect(counts.received).toBe(counts.stored + counts.duplicate + counts.rejected)
          expect([counts.stored, await letters()]).toEqual([records.size, refused.size])
          const { rows: said } = await sql<{ key: string; at: string }>`select key, fact ->> 'observedAt' as at from revision join identity on identity.id = revision.identity`.execute(store.db)
          expect(new Set(said.map(({ key, at }) => `${key} ${at}`))).toEqual(new Set([...records.values()].map(({ id, updated }) => `${id} ${Date.parse(`${updated.replace(' ', 'T')}+08:00`)}`)))

          const workbench = await Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: Date.now })
          try {
            const inputs = await inputsAt(store.db, workbench.context, { asOf: Date.now() })
            for (const [area, streets] of Object.entries(AREAS)) {
              const value = valuesOfArea(inputs, area).find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)
              expect(value?.quantity, area).toEqual({ kind: 'share', ...countedByHand(publisher.log, streets) })
            }
          } finally {
            await workbench.close()
          }

          // The broker has nothing left of it: whoever comes next gets what comes next.
          const next = new Place('consuming', [database.url, SEED, workers[0]], watch)
          places.push(next)
          await publisher.publish(1)
          await publisher.leave()
          await watch.until([next], () => next.said('has ') > 0)
          await next.finish()
          expect((await total()).received - counts.received).toBeLessThanOrEqual(3)
          process.stdout.write(`mqtt ${name}: ${publisher.log.messages} messages, ${counts.received} samples received, ${counts.duplicate} duplicates, ${places.reduce((sum, { kills }) => sum + kills, 0)} kills\n`)
        }, TIMEOUT_MS)
      })
    }
  })
})
