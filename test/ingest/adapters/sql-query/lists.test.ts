// Whole lists as of one moment, what a database holds, what it counts, and what it says when something is wrong, on every engine.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSession } from '../../../../ingest/adapters/sql-query/open-session.ts'
import { sql } from '../../../../ingest/adapters/sql-query/statement.ts'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { column, feedOn, optionsWith, readAll, until, type Config } from './reading.ts'

for (const server of EXCHANGE_SERVERS) {
  const isPostgresql = server.engine === 'postgresql'
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      const comment = (text: string): string => (isPostgresql ? '' : ` comment '${text}'`)
      await database.run(
        `create table items (region varchar(10) not null${comment('区划')}, code varchar(20) not null${comment('事项编码')}, depth integer, updated ${server.clock}, primary key (region, code))${comment('事项清单')}`,
        ...(isPostgresql ? [`comment on table items is '事项清单'`, `comment on column items.code is '事项编码'`] : []),
        `create table items_old (region varchar(10), code varchar(20), depth integer, updated ${server.clock})`,
        'create view open_items as select region, code from items where depth > 1',
        'create table secrets (id integer primary key, word varchar(20))', `insert into secrets values (1, 'hidden')`,
      )
      reader = await database.user('select on items', 'select on items_old', 'select on open_items')
    })
    afterAll(() => database.drop())
    beforeEach(async () => {
      await database.run('delete from items', 'delete from items_old')
      for (const region of ['east', 'west']) await database.run(`insert into items values ${Array.from({ length: 10 }, (_, n) => `('${region}', 'item-${n}', ${n % 4}, '2026-02-${10 + n} 08:00:00')`).join(', ')}`)
    })
    const feed = (config: Config) => feedOn(database, reader, config)
    const LIST: Config = { table: 'items', columns: ['region', 'code', 'depth'], full: { key: ['region', 'code'] } }

    describe('a whole list', () => {
      it('is what it was at one moment, whatever happens while it is read', async () => {
        let step = 0
        const { records } = await readAll(feed(LIST), optionsWith({ reader }, { batchSize: 3 }), async () => {
          step += 1
          await database.run(`insert into items values ('west', 'new-${step}', 9, null)`, `delete from items where region = 'west' and code = 'item-${step}'`, `update items set depth = 99 where region = 'west' and code = 'item-9'`)
        })
        expect(records).toHaveLength(20)
        expect(column(records, 'depth')).not.toContain('99')
        expect((await readAll(feed(LIST), optionsWith({ reader }))).records.length).toBeGreaterThan(0)
      })

      it('has rows without a key too, and of several tables', async () => {
        await database.run(`insert into items_old values (null, 'lost', 1, null), ('north', 'item-1', 1, null)`)
        const { records } = await readAll(feed({ tables: [{ name: 'items' }, { name: 'items_old' }], columns: ['region', 'code'], full: { key: ['region', 'code'] } }), optionsWith({ reader }, { batchSize: 4 }))
        expect(records).toHaveLength(22)
        expect(records.map((record) => ({ ...record }))).toContainEqual({ region: null, code: 'lost' })
      })

      it('is read with the columns of the feed file when the adapter names none', async () => {
        const { columns: _, ...unnamed } = LIST
        const { records } = await readAll({ ...feed(unnamed), columns: ['code'] }, optionsWith({ reader }))
        expect({ ...records[0] }).toEqual({ code: 'item-0' })
        expect(Object.keys((await readAll(feed(unnamed), optionsWith({ reader }))).records[0] ?? {})).toEqual(['region', 'code', 'depth', 'updated'])
      })

      it('stays within a schema or database that is named', async () => {
        const { records } = await readAll(feed({ ...LIST, table: `${isPostgresql ? 'public' : database.database}.items` }), optionsWith({ reader }))
        expect(records).toHaveLength(20)
      })
    })

    describe('what there is', () => {
      it('is every table that the user may read, with its columns and comments', async () => {
        const found = await sqlQuery.discover?.(feed({}), { ...optionsWith({ reader }), rows: 5 })
        const { fields = [], samples } = found ?? {}
        expect(samples).toEqual([])
        expect(fields.filter(({ type }) => type === 'table' || type === 'view').map(({ path }) => path)).toEqual(['items', 'items_old', 'open_items'])
        expect(fields).toContainEqual({ path: 'items', type: 'table', comment: '事项清单' })
        expect(fields).toContainEqual(expect.objectContaining({ path: 'items.code', comment: '事项编码' }))
        expect(JSON.stringify(found)).not.toContain('secrets')
      })

      it('is the columns, the first rows and the number of rows of the chosen table', async () => {
        const found = await sqlQuery.discover?.(feed({ table: 'items', where: [{ column: 'region', equals: 'east' }] }), { ...optionsWith({ reader }), rows: 3 })
        expect(found?.fields.find(({ path }) => path === 'code')).toEqual({ path: 'code', type: isPostgresql ? 'character varying(20)' : 'varchar(20)', comment: '事项编码' })
        expect(found?.samples).toHaveLength(3)
        expect(found?.samples.every((sample) => 'record' in sample && sample.record['region'] === 'east')).toBe(true)
        expect(found?.total).toBe(10)
      })

      it('is told of a query and of two tables together as well', async () => {
        const query = await sqlQuery.discover?.(feed({ query: 'select code as item, depth from items' }), { ...optionsWith({ reader }), rows: 2 })
        expect(query?.fields.map(({ path }) => path)).toEqual(['item', 'depth'])
        expect(query?.total).toBe(20)
        await database.run(`insert into items_old values ('north', 'x', 1, null)`)
        expect((await sqlQuery.discover?.(feed({ tables: [{ name: 'items' }, { name: 'items_old' }] }), { ...optionsWith({ reader }), rows: 2 }))?.total).toBe(21)
      })
    })

    it('counts rows and distinct keys, also in a span of time', async () => {
      await database.run(`insert into items_old select * from items where region = 'east' and code = 'item-3'`)
      const both: Config = { tables: [{ name: 'items' }, { name: 'items_old' }], columns: ['code'], watermark: { time: { column: 'updated' }, key: ['region', 'code'] } }
      expect(await sqlQuery.reconcile?.(feed(both), optionsWith({ reader }))).toMatchObject({ records: 21, keys: 20 })
      const range = { from: Date.parse('2026-02-12T08:00:00+08:00'), to: Date.parse('2026-02-14T08:00:00+08:00') }
      expect(await sqlQuery.reconcile?.(feed(both), optionsWith({ reader }, { range }))).toMatchObject({ records: 5, keys: 4, basis: { en: expect.stringContaining('items + items_old') } })
      await expect(sqlQuery.reconcile?.(feed(LIST), optionsWith({ reader }, { range }))).rejects.toMatchObject({ failure: 'configuration' })
      await expect(readAll(feed(LIST), optionsWith({ reader }, { range }))).rejects.toMatchObject({ failure: 'configuration', message: expect.stringContaining('"time"') })
    })

    describe('when something is wrong', () => {
      const failing = (config: Config, as: ExchangeUser = reader) => readAll(feedOn(database, as, config), optionsWith({ reader: as })).then(() => undefined, (error: unknown) => error)

      it('names a table that is missing, and one that the user may not read', async () => {
        expect(await failing({ ...LIST, table: 'itmes' })).toMatchObject({ failure: isPostgresql ? 'contract' : 'refused' })
        expect(await failing({ ...LIST, table: 'secrets', columns: ['word'], full: { key: ['id'] } })).toMatchObject({ failure: 'refused', message: expect.stringContaining('Have the right to read') })
        const everywhere = await database.user(isPostgresql ? 'select on all tables in schema public' : `select on ${database.database}.*`)
        expect(await failing({ ...LIST, table: 'itmes' }, everywhere)).toMatchObject({ failure: 'contract', message: expect.stringContaining('itmes') })
      })

      it('names every column that is gone, and those that stand there instead', async () => {
        await database.run(isPostgresql ? 'alter table items rename column depth to handling_depth' : 'alter table items change depth handling_depth integer')
        try {
          const error = await failing({ ...LIST, columns: ['code', 'depth', 'gone'] })
          expect(error).toMatchObject({ failure: 'contract', message: expect.stringMatching(/items has no depth, gone: .*Columns that are not read: .*handling_depth/), text: { zh: expect.stringContaining('handling_depth') } })
        } finally {
          await database.run(isPostgresql ? 'alter table items rename column handling_depth to depth' : 'alter table items change handling_depth depth integer')
        }
      })

      it('says when the column of times has become something else', async () => {
        const watermark: Config = { table: 'items', columns: ['code'], watermark: { time: { column: 'updated' }, key: ['region', 'code'] } }
        const { cursor } = await readAll(feed(watermark), optionsWith({ reader }))
        for (const type of ['varchar(40)', 'integer']) {
          await database.run('alter table items drop column updated', `alter table items add column updated ${type}`)
          await expect(readAll(feed(watermark), optionsWith({ reader }, { cursor }))).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('time column updated is of the type') })
        }
        await database.run('alter table items drop column updated', `alter table items add column updated ${server.clock}`)
      })

      it('says when a value is compared with a column of another type', async () => {
        expect(await failing({ ...LIST, where: [{ column: 'depth', equals: 'three' }] })).toMatchObject({ failure: 'contract', message: expect.stringContaining('three') })
      })

      it('ends a statement that takes too long, on the server too', async () => {
        const long = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `items ${name}`).join(' cross join ')
        const slow: Config = { query: `select a.code as code, a.region as region from ${long}`, columns: ['code'], full: { key: ['code'] }, statementSeconds: 1 }
        expect(await failing(slow)).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('longer than 1 s') })
        await until('the server runs nothing of this user any more', async () => (await running(reader)) === 0)
      })

      it('lets go at once when it is stopped, and the server does too', async () => {
        const long = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `items ${name}`).join(' cross join ')
        const stop = new AbortController()
        const reading = readAll(feed({ query: `select a.code as code from ${long}`, columns: ['code'], full: { key: ['code'] } }), optionsWith({ reader }, { signal: stop.signal })).then(() => undefined, (error: unknown) => error)
        await until('the statement runs', async () => (await running(reader, 'order by')) > 0)
        stop.abort(new Error('stopped'))
        const begun = performance.now()
        expect(await reading).toMatchObject({ message: 'stopped' })
        expect(performance.now() - begun).toBeLessThan(3_000)
        await until('the server runs nothing of this user any more', async () => (await running(reader)) === 0)
        await expect(readAll(feed(LIST), optionsWith({ reader }, { signal: stop.signal }))).rejects.toMatchObject({ message: 'stopped' })
      })

      it('lets go while somebody else holds a part', async () => {
        const stop = new AbortController()
        await expect(readAll(feed(LIST), optionsWith({ reader }, { batchSize: 3, signal: stop.signal }), async () => {
          stop.abort(new Error('stopped'))
          await until('the connection is gone', async () => (await running(reader)) === 0)
        })).rejects.toMatchObject({ message: 'stopped' })
      })

      it('writes nothing, whatever the user may do: past the guard, the session itself refuses', async () => {
        const mighty = await database.user(isPostgresql ? 'all on all tables in schema public' : `all on ${database.database}.*`)
        if (isPostgresql) {
          const writing: Config = { query: 'with gone as (delete from items returning code) select code from gone', columns: ['code'], full: { key: ['code'] } }
          expect(await failing(writing, mighty)).toBeInstanceOf(Error)
        }
        for (const access of ['read', 'snapshot'] as const) {
          const session = await openSession(feedOn(database, mighty, LIST), optionsWith({ reader: mighty }), { access })
          await expect(session.update(sql`update items set depth = 0`)).rejects.toMatchObject({ failure: 'configuration', message: expect.stringContaining('feeds only read') })
          await session.close()
        }
        expect(Number((await database.run('select count(*) from items where depth > 0'))[0]?.[0])).toBeGreaterThan(10)
      })

      it('names a database or a user that is not there', async () => {
        expect(await failing({ ...LIST, database: 'nowhere' })).toMatchObject({ failure: isPostgresql ? 'configuration' : 'refused', message: expect.stringContaining('nowhere') })
        expect(await failing({ ...LIST, user: 'nobody' })).toMatchObject({ failure: 'refused', message: expect.stringContaining('nobody') })
      })

      it('says when a secret is missing, before anything is connected to', async () => {
        await expect(readAll(feed(LIST), optionsWith({}))).rejects.toMatchObject({ failure: 'configuration' })
      })
    })

    const running = async (user: ExchangeUser, text = ''): Promise<number> => {
      const rows = isPostgresql
        ? await database.run(`select case state when 'active' then query end from pg_stat_activity where usename = '${user.user}'`)
        : await database.run(`select info from information_schema.processlist where user = '${user.user}'`)
      return rows.filter(([query]) => text === '' || String(query).includes(text)).length
    }
  })
}
