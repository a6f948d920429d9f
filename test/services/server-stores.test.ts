// Each server store gives a fresh database with what its name promises.
import { expect, it } from 'vitest'
import pg from 'pg'
import { onServerStore, POSTGRESQL, TIMESCALE } from './server-stores.ts'

for (const store of [POSTGRESQL, TIMESCALE]) {
  onServerStore(store, (fresh) => {
    it('gives an empty database of its own, with its extensions and durable commits', async () => {
      const database = await fresh()
      const client = new pg.Client({ connectionString: database.url })
      try {
        await client.connect()
        const extensions = await client.query(`select extname as name from pg_extension where extname <> 'plpgsql'`)
        expect(extensions.rows.map(({ name }) => name)).toEqual(store.extensions)
        expect((await client.query('show fsync')).rows).toEqual([{ fsync: 'on' }])
        expect((await client.query(`select from information_schema.tables where table_schema = 'public'`)).rowCount).toBe(0)
      } finally {
        await client.end()
        await database.drop()
      }
    })
  })
}
