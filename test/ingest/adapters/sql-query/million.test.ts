// A table of very many rows: read page by page, in order, each once, in a memory that does not grow with it.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { feedOn, optionsWith, type Config } from './reading.ts'

const ROWS = process.env['CTMM_LONG'] === '1' ? 1_000_000 : 60_000
/** How much what is held may differ between one moment of a read and another, in bytes. */
const MEMORY = (process.env['CTMM_LONG'] === '1' ? 40 : 15) * 1_048_576

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** Bytes that are held when everything that nobody needs is gone. */
function held(): number {
  if (typeof collectGarbage === 'function') collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

for (const server of EXCHANGE_SERVERS) {
  const isPostgresql = server.engine === 'postgresql'
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      const series = isPostgresql ? `generate_series(1, ${ROWS}) seq` : `seq_1_to_${ROWS}`
      const at = isPostgresql ? `timestamp '2025-03-01 00:00:00' + (seq / 7) * interval '2 seconds'` : `timestamp '2025-03-01 00:00:00' + interval (seq div 7) * 2 second`
      await database.run(
        `create table many (id bigint primary key, updated ${server.clock} not null, filler varchar(200))`,
        `insert into many select seq, ${at}, repeat('工', 60) from ${series}`,
        'create index many_updated on many (updated, id)',
        isPostgresql ? 'analyze many' : 'analyze table many',
      )
      reader = await database.user('select on many')
    }, 600_000)
    afterAll(() => database.drop())

    const modes: readonly (readonly [string, Config])[] = [['watermark', { watermark: { time: { column: 'updated' }, key: ['id'] } }], ['full', { full: { key: ['id'] } }]]
    it.each(modes)('by %s', async (_, mode) => {
      const feed = feedOn(database, reader, { table: 'many', columns: ['id', 'filler'], ...mode })
      let last = 0n
      let count = 0
      const measured: number[] = []
      const begun = performance.now()
      for await (const { samples } of sqlQuery.read?.(feed, optionsWith({ reader })) ?? []) {
        for (const sample of samples) {
          const id = 'record' in sample && typeof sample.record['id'] === 'string' ? BigInt(sample.record['id']) : -1n
          if (id !== last + 1n) throw new Error(`After ${last} comes ${id}.`)
          last = id
          count += 1
        }
        if (count >= (measured.length * ROWS) / 10) measured.push(held())
      }
      expect(count).toBe(ROWS)
      expect(measured.length).toBeGreaterThan(9)
      // The rows together are twice as much and more.
      const growth = Math.max(...measured) - Math.min(...measured)
      expect(growth).toBeLessThan(MEMORY)
      if (process.env['CTMM_LONG'] === '1') process.stdout.write(`${server.name}: ${Math.round(ROWS / ((performance.now() - begun) / 1_000))} rows/s, held within ${Math.round(growth / 1_048_576)} MiB\n`)
    }, 600_000)
  })
}
