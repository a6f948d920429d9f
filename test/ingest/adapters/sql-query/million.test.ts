// A table of very many rows: read page by page, in order, each once, in a memory that does not grow with it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { feedOn, optionsWith, type Config } from './reading.ts'

const ROWS = process.env['CTMM_LONG'] === '1' ? 1_000_000 : 60_000
/** What reading may take beside the tests' own, in bytes. */
const MEMORY = 150 * 1_048_576

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
      let most = 0
      globalThis.gc?.()
      const before = process.memoryUsage().rss
      const begun = performance.now()
      for await (const { samples } of sqlQuery.read?.(feed, optionsWith({ reader })) ?? []) {
        for (const sample of samples) {
          const id = 'record' in sample && typeof sample.record['id'] === 'string' ? BigInt(sample.record['id']) : -1n
          if (id !== last + 1n) throw new Error(`After ${last} comes ${id}.`)
          last = id
          count += 1
        }
        most = Math.max(most, process.memoryUsage().rss - before)
      }
      expect(count).toBe(ROWS)
      expect(most).toBeLessThan(MEMORY)
      if (process.env['CTMM_LONG'] === '1') process.stdout.write(`${server.name}: ${Math.round(ROWS / ((performance.now() - begun) / 1_000))} rows/s, ${Math.round(most / 1_048_576)} MiB more\n`)
    }, 600_000)
  })
}
