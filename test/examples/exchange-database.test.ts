// The example of the exchange databases, on real servers: its tables and users as its files create them, its feeds as they stand but for the address.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plainReadOptions } from '../../ingest/adapters/adapter.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { runFeed } from '../../ingest/intake/run-feed.ts'
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import { readModelFile } from '../../server/model-file.ts'
import { readArea } from '../../server/readings/snapshot.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { Workbench } from '../../server/workbench.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase } from '../services/exchange-databases.ts'

const FOLDER = fileURLToPath(new URL('../../examples/exchange-database/', import.meta.url))
const textOf = (name: string): string => readFileSync(`${FOLDER}${name}`, 'utf8')
const statementsOf = (name: string): readonly string[] => textOf(name).split('\n').filter((line) => !line.startsWith('--')).join('\n').split(/;\s*\n/).map((text) => text.trim()).filter((text) => text !== '')
const NOW = Date.parse('2026-03-02T12:00:00+08:00')
const HOUR = 3_600_000n

for (const server of EXCHANGE_SERVERS) {
  const name = server.engine === 'mysql' ? 'orders' : 'cases'
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let workbench: Workbench
    let place: Awaited<ReturnType<typeof newStoreDirectory>>
    let feed: Feed
    const user = `ctmm_read_${process.pid}`

    beforeAll(async () => {
      database = await fresh()
      await database.run(...statementsOf(`${name}-tables.sql`))
      await database.run(...statementsOf(`${name}-users.sql`).map((text) => text.replaceAll('ctmm_read', user).replaceAll('10.8.30.%', '%').replaceAll('exchange.', `${database.database}.`)))
      place = await newStoreDirectory()
      workbench = await Workbench.open({ location: { kind: 'embedded', directory: place.store }, purpose: 'city', model: await readModelFile(), now: () => NOW })
      await workbench.applyCity(textOf('city.yaml'), 'city.yaml')
      const text = textOf(`${name}.feed.yaml`).replace(/host: \S+/, `host: ${database.host}`).replace(/port: \d+/, `port: ${database.port}`).replace(/database: \S+/, `database: ${database.database}`).replace('user: ctmm_read', `user: ${user}`)
      feed = await workbench.applyFeed(text, `${FOLDER}${name}.feed.yaml`)
    })
    afterAll(async () => {
      await workbench.close()
      place.remove()
      await (server.engine === 'mysql' ? database.run(`drop user '${user}'@'%'`) : database.run(`drop owned by ${user}`, `drop role ${user}`))
      await database.drop()
    })

    const run = async (): Promise<IntakeCounts> => {
      const [state] = await readFeedStates(workbench.store.db)
      return runFeed(feed, (samples, coverage) => workbench.deliver(feed, samples, coverage), { ...plainReadOptions(workbench.context.city.zone, workbench.now), secret: () => 'change-me', cursor: state?.cursor })
    }
    const quantity = async (indicator: string, population = 'all', area = '990100') => {
      const { values } = readArea(await inputsAt(workbench.store.db, workbench.context, { asOf: NOW }), area)
      return values.find((value) => value.indicator === indicator && value.population === population && value.window.id === 'rolling-12-months')?.quantity
    }

    if (name === 'orders') {
      it('reads orders once, and afterwards what has changed', async () => {
        expect(await run()).toEqual({ received: 6, stored: 6, duplicate: 0, rejected: 0 })
        // Dispatched and not void: 1 h, 3 h, 24 h (complex) and 2 h.
        expect(await quantity('appeal_mean_response_hours')).toEqual({ kind: 'mean', sumMs: 30n * HOUR, count: 4n })
        expect(await quantity('appeal_mean_response_hours', 'excluding-complex')).toEqual({ kind: 'mean', sumMs: 6n * HOUR, count: 3n })
        expect(await run()).toEqual({ received: 1, stored: 0, duplicate: 1, rejected: 0 })
      })

      it('takes an order out that is void, and one back in', async () => {
        await database.run(`update order_push set is_deleted = 1, update_time = '2026-03-01 12:00:00.001' where order_id = '20260228000000000002'`, `update order_push set is_deleted = 0, contact_time = '2026-02-28 12:00:00', update_time = '2026-03-01 12:00:00.002' where order_id = '20260228000000000005'`)
        expect(await run()).toMatchObject({ stored: 2, rejected: 0 })
        expect(await quantity('appeal_mean_response_hours', 'excluding-complex')).toEqual({ kind: 'mean', sumMs: 4n * HOUR, count: 3n })
        expect(await quantity('appeal_mean_response_hours', 'all', '990103')).toEqual({ kind: 'mean', sumMs: 3n * HOUR, count: 2n })
      })
    } else {
      it('reads cases of both tables, each once', async () => {
        expect(await run()).toEqual({ received: 5, stored: 5, duplicate: 0, rejected: 0 })
        expect(await quantity('event_online_disposal_rate')).toEqual({ kind: 'share', numerator: 2n, denominator: 4n })
      })

      it('meets a case that is closed and moved', async () => {
        await database.run(
          `insert into to_his_rec select rec_id, task_num, create_time, inst_time, dispatch_time, dispose_deadline, '2026-03-01 09:00:00', cancel_time, street_code, unit_name, rework_num, '2026-03-01 09:00:00' from to_rec where rec_id = 9007199254740995`,
          'delete from to_rec where rec_id = 9007199254740995',
        )
        expect(await run()).toMatchObject({ stored: 1, rejected: 0 })
        expect(await quantity('event_online_disposal_rate')).toEqual({ kind: 'share', numerator: 3n, denominator: 4n })
        expect(await quantity('event_online_disposal_rate', 'all', '990102001')).toEqual({ kind: 'share', numerator: 2n, denominator: 2n })
        expect((await run()).stored).toBe(0)
      })
    }

    it('has a reader who may do nothing but read', async () => {
      const [grants] = server.engine === 'mysql'
        ? [await database.run(`select privilege_type, table_name from information_schema.table_privileges where grantee like '%${user}%'`)]
        : [await database.run(`select privilege_type, table_name from information_schema.role_table_grants where grantee = '${user}' order by table_name`)]
      expect(grants).toEqual(name === 'orders' ? [['SELECT', 'order_push']] : [['SELECT', 'to_his_rec'], ['SELECT', 'to_rec']])
    })
  })
}
