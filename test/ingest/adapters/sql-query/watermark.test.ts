// Reading what changed, on every engine: nothing is left out, whatever happens between two reads.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { column, feedOn, NOW, optionsWith, readAll, type Config } from './reading.ts'

const WATERMARK: NonNullable<Config['watermark']> = { time: { column: 'updated' }, key: ['id'], overlapMinutes: 10 }

for (const server of EXCHANGE_SERVERS) {
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      const table = (name: string): string => `create table ${name} (id varchar(20) primary key, status varchar(20), updated ${server.clock}, written varchar(30), epoch bigint, day date)`
      await database.run(table('orders'), table('orders_his'), 'create index orders_updated on orders (updated, id)', 'create table log (id varchar(20), updated varchar(30))')
      reader = await database.user('select on orders', 'select on orders_his', 'select on log')
    })
    afterAll(() => database.drop())
    beforeEach(() => database.run('delete from orders', 'delete from orders_his', 'delete from log'))

    const put = (table: string, ...rows: readonly (readonly [id: string, updated: string | null])[]): Promise<unknown> =>
      database.run(...rows.map(([id, updated]) => `insert into ${table} (id, updated) values ('${id}', ${updated === null ? 'null' : `'${updated}'`})`))
    const read = (config: Config, cursor?: unknown, batchSize = 100) => readAll(feedOn(database, reader, { table: 'orders', columns: ['id', 'updated'], watermark: WATERMARK, ...config }), optionsWith({ reader }, { cursor, batchSize }))

    it('reads everything first, and afterwards what lies within the overlap', async () => {
      await put('orders', ['a', '2026-03-01 09:00:00'], ['b', '2026-03-01 09:55:00'], ['c', '2026-03-01 10:00:00.123'])
      const first = await read({})
      expect(column(first.records, 'id')).toEqual(['a', 'b', 'c'])
      await put('orders', ['late', '2026-03-01 09:51:00'], ['too-late', '2026-03-01 09:49:00'], ['d', '2026-03-01 10:30:00'])
      const second = await read({}, first.cursor)
      expect(column(second.records, 'id')).toEqual(['late', 'b', 'c', 'd'])
      await database.run(`update orders set status = 'set back', updated = '2026-03-01 10:25:00' where id = 'a'`)
      expect(column((await read({}, second.cursor)).records, 'id')).toEqual(['a', 'd'])
    })

    it('reads again only the newest moment when there is no overlap', async () => {
      await put('orders', ['a', '2026-03-01 09:00:00'], ['b', '2026-03-01 10:00:00'])
      const none = { watermark: { ...WATERMARK, overlapMinutes: 0 } }
      const { cursor } = await read(none)
      await put('orders', ['tied', '2026-03-01 10:00:00'])
      expect(column((await read(none, cursor)).records, 'id')).toEqual(['b', 'tied'])
    })

    it('reads every row of one moment, however the pages fall', async () => {
      const ids = Array.from({ length: 23 }, (_, index) => `id-${String(index).padStart(2, '0')}`)
      await put('orders', ...ids.map((id) => [id, '2026-03-01 09:00:00'] as const))
      for (const batchSize of [1, 2, 3, 7, 22, 23, 24]) {
        const { records, parts } = await read({}, undefined, batchSize)
        expect(column(records, 'id'), String(batchSize)).toEqual(ids)
        expect(parts.length).toBeGreaterThanOrEqual(Math.ceil(ids.length / Math.max(4, batchSize)))
      }
    })

    it('reads rows that nothing tells apart together', async () => {
      await database.run(...Array.from({ length: 9 }, (_, index) => `insert into log values ('same', '2026-03-01 09:00:0${index < 7 ? 0 : index}')`))
      const config = { table: 'log', watermark: { time: { column: 'updated', format: 'yyyy-MM-dd HH:mm:ss' }, key: ['id'] } }
      expect((await read(config, undefined, 3)).records).toHaveLength(9)
    })

    it('tells keys apart that a floating-point number would not, also where no index holds them', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => String(9_007_199_254_740_990n + BigInt(index)))
      await database.run(...ids.map((id) => `insert into orders (id, epoch, updated) values ('${id}', ${id}, '2026-03-01 09:00:00')`))
      const config = { query: 'select epoch * 1 as no, updated from orders', columns: ['no'], watermark: { time: { column: 'updated' }, key: ['no'] } }
      expect(column((await readAll(feedOn(database, reader, config), optionsWith({ reader }, { batchSize: 3 }))).records, 'no')).toEqual(ids)
    })

    it('goes on in the middle after it was broken off, and leaves nothing out', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `id-${String(index).padStart(2, '0')}`)
      await put('orders', ...ids.map((id, index) => [id, `2026-03-01 09:${String(index).padStart(2, '0')}:00`] as const))
      const feed = feedOn(database, reader, { table: 'orders', columns: ['id'], watermark: WATERMARK })
      const seen: unknown[] = []
      let cursor: unknown
      await expect(readAll(feed, optionsWith({ reader }, { batchSize: 5 }), async (part, index) => {
        if (index === 2) throw new Error('the store is down')
        cursor = part.cursor
        seen.push(...part.samples.flatMap((sample) => ('record' in sample ? [sample.record['id']] : [])))
      })).rejects.toThrow('the store is down')
      await put('orders', ['new', '2026-03-01 10:00:00'])
      const rest = await readAll(feed, optionsWith({ reader }, { cursor, batchSize: 5 }))
      expect([...seen, ...column(rest.records, 'id')]).toEqual([...ids, 'new'])
      // The next read begins before what was there when the first one began, less the overlap.
      expect(column((await readAll(feed, optionsWith({ reader }, { cursor: rest.cursor }))).records, 'id')).toEqual([...ids.slice(9), 'new'])
    })

    it('ends with what was there at its beginning, and leaves what comes meanwhile to the next read', async () => {
      await put('orders', ...Array.from({ length: 6 }, (_, index) => [`old-${index}`, `2026-03-01 09:00:0${index}`] as const))
      let next = 0
      const feed = feedOn(database, reader, { table: 'orders', columns: ['id'], watermark: WATERMARK })
      const first = await readAll(feed, optionsWith({ reader }, { batchSize: 3 }), async () => {
        await put('orders', ...Array.from({ length: 3 }, () => [`new-${next}`, `2026-03-01 10:${String(next++).padStart(2, '0')}:00`] as const))
        if (next > 60) throw new Error('it never ends')
      })
      const second = await readAll(feed, optionsWith({ reader }, { cursor: first.cursor, batchSize: 100 }))
      const all = new Set([...column(first.records, 'id'), ...column(second.records, 'id')])
      expect(all.size).toBe(6 + next)
    })

    it('reads rows without a time too, and never moves on to a time ahead of now', async () => {
      await put('orders', ['a', '2026-03-01 09:00:00'], ['no-time', null], ['ahead', '2099-12-31 00:00:00'], ['soon', '2026-03-01 12:04:00'])
      const first = await read({})
      expect(new Set(column(first.records, 'id'))).toEqual(new Set(['a', 'soon', 'ahead', 'no-time']))
      await put('orders', ['b', '2026-03-01 12:01:00'])
      expect(new Set(column((await read({}, first.cursor)).records, 'id'))).toEqual(new Set(['soon', 'b', 'ahead', 'no-time']))
    })

    it.runIf(server.engine === 'mysql')('takes a zero date for no time, and follows a column with a zone of its own', async () => {
      await database.run(`set time_zone = '+00:00', sql_mode = ''`, 'create table zeros (id varchar(20) primary key, at timestamp null, plain datetime)')
      await database.run(`insert into zeros values ('a', '2026-03-01 01:00:00', '2026-03-01 09:00:00'), ('b', '2026-03-01 02:00:00', '2026-03-01 10:00:00'), ('zero', '0000-00-00 00:00:00', '0000-00-00 00:00:00'), ('null', null, null)`)
      const someone = await database.user('select on zeros')
      for (const time of ['at', 'plain']) {
        const feed = feedOn(database, someone, { table: 'zeros', columns: ['id', time], watermark: { time: { column: time }, key: ['id'], overlapMinutes: 0 } })
        const first = await readAll(feed, optionsWith({ reader: someone }, { batchSize: 1 }))
        expect(column(first.records, 'id')).toEqual(['a', 'b', 'null', 'zero'])
        expect(column(first.records, time)).toEqual(['2026-03-01 09:00:00', '2026-03-01 10:00:00', null, '0000-00-00 00:00:00'])
        expect(column((await readAll(feed, optionsWith({ reader: someone }, { cursor: first.cursor }))).records, 'id')).toEqual(['b', 'null', 'zero'])
      }
    })

    it('says so when the column of times lies ahead altogether, or is mostly empty', async () => {
      await put('orders', ...Array.from({ length: 12 }, (_, index) => [`due-${index}`, `2027-01-01 00:00:${String(index).padStart(2, '0')}`] as const))
      await expect(read({}, undefined, 5)).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('dated ahead of now') })
      await database.run('delete from orders', `insert into orders (id) select concat('n', a.n, '-', b.n, '-', c.n, '-', d.n) from ${['a', 'b', 'c', 'd'].map((name) => `(${Array.from({ length: name === 'a' ? 2 : 10 }, (_, n) => `select ${n} as n`).join(' union all ')}) ${name}`).join(' cross join ')}`)
      await expect(read({}, undefined, 5)).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('have nothing in updated, id') })
    })

    it('follows texts, seconds, milliseconds and days as well', async () => {
      const at = (text: string): number => Date.parse(text)
      const rows = [['a', '2026-03-01T09:00:00+08:00'], ['b', '2026-03-01T10:00:00+08:00'], ['c', '2026-03-01T10:05:00+08:00']] as const
      const written = (text: string): string => text.slice(0, 19).replace('T', ' ').replaceAll('-', '/')
      for (const [id, text] of rows) await database.run(`insert into orders (id, written, epoch, day) values ('${id}', '${written(text)}', ${at(text) / 1000}, '${text.slice(0, 10)}')`)
      await database.run(`insert into orders (id, written, epoch, day) values ('blank', '', null, null), ('words', '未知', null, null)`)
      for (const time of [{ column: 'written', format: 'yyyy/MM/dd HH:mm:ss' }, { column: 'epoch', format: 'epoch-s' }]) {
        const config = { columns: ['id'], watermark: { time, key: ['id'], overlapMinutes: 7 } }
        const first = await read(config)
        expect(new Set(column(first.records, 'id')), time.column).toEqual(new Set(['a', 'b', 'c', 'blank', 'words']))
        expect(new Set(column((await read(config, first.cursor)).records, 'id')), time.column).toEqual(new Set(['b', 'c', 'blank', 'words']))
      }
      const byDay = { columns: ['id'], watermark: { time: { column: 'day' }, key: ['id'], overlapMinutes: 10 } }
      const first = await read(byDay)
      await database.run(`insert into orders (id, day) values ('d', '2026-02-28'), ('e', '2026-02-27')`)
      expect(new Set(column((await read(byDay, first.cursor)).records, 'id'))).toEqual(new Set(['a', 'b', 'c', 'd', 'blank', 'words']))
      await database.run('update orders set epoch = epoch * 1000')
      const inMs = { columns: ['id'], watermark: { time: { column: 'epoch', format: 'epoch-ms' }, key: ['id'], overlapMinutes: 7 } }
      const { cursor } = await read(inMs)
      expect(new Set(column((await read(inMs, cursor)).records, 'id'))).toEqual(new Set(['b', 'c', 'd', 'e', 'blank', 'words']))
    })

    it('begins at the declared day', async () => {
      await put('orders', ['old', '2025-12-31 23:59:59.999'], ['new', '2026-01-01 00:00:00'])
      expect(column((await read({ watermark: { ...WATERMARK, from: '2026-01-01' } })).records, 'id')).toEqual(['new'])
    })

    it('reads a query as it reads a table, and only rows that pass the tests', async () => {
      await database.run(`insert into orders (id, status, updated) values ('a', '办结', '2026-03-01 09:00:00'), ('b', '受理', '2026-03-01 09:01:00'), ('c', null, '2026-03-01 09:02:00'), ('d', 'x', null)`)
      const query = `select id, coalesce(status, '未知') as state, coalesce(updated, timestamp '2026-03-01 08:00:00') as changed from orders where id <> ';--'`
      const config = { query, columns: ['id', 'state'], watermark: { time: { column: 'changed' }, key: ['id'] } }
      const feed = feedOn(database, reader, config)
      const first = await readAll(feed, optionsWith({ reader }, { batchSize: 2 }))
      expect(first.records.map((record) => ({ ...record }))).toEqual([{ id: 'd', state: 'x' }, { id: 'a', state: '办结' }, { id: 'b', state: '受理' }, { id: 'c', state: '未知' }])
      const ids = async (where: NonNullable<Config['where']>): Promise<readonly unknown[]> => column((await read({ where })).records, 'id')
      expect(await ids([{ column: 'status', 'not-in': ['受理', 'x'] }])).toEqual(['a', 'c'])
      expect(await ids([{ column: 'status', empty: true }])).toEqual(['c'])
      expect(await ids([{ column: 'status', empty: false }, { column: 'updated', from: '2026-03-01 09:01:00' }])).toEqual(['b'])
      expect(await ids([{ column: 'updated', from: '2026-03-01 09:00:00', below: '2026-03-01 09:02:00' }])).toEqual(['a', 'b'])
      expect(await ids([{ column: 'id', in: ['b', 'c', 'zz'] }, { column: 'status', equals: '受理' }])).toEqual(['b'])
    })

    it('forgets a cursor of another table or column, and reads everything again', async () => {
      await put('orders', ['a', '2026-03-01 09:00:00'])
      await put('orders_his', ['h', '2025-03-01 09:00:00'])
      const { cursor } = await read({})
      expect(column((await read({ table: 'orders_his' }, cursor)).records, 'id')).toEqual(['h'])
      for (const odd of [null, 7, 'x', { of: 'other' }, { time: '2026', id: '1' }]) expect(column((await read({}, odd)).records, 'id')).toEqual(['a'])
    })

    it('moves nowhere while there is nothing', async () => {
      const { parts, cursor } = await read({})
      expect(parts.flatMap(({ samples }) => samples)).toEqual([])
      expect((await read({}, cursor)).parts.flatMap(({ samples }) => samples)).toEqual([])
    })

    describe('current and history tables', () => {
      const PAIR: Config = { tables: [{ name: 'orders' }, { name: 'orders_his' }], columns: ['id', 'status'], watermark: WATERMARK }
      const pair = (cursor: unknown, between?: Parameters<typeof readAll>[2]) => readAll(feedOn(database, reader, PAIR), optionsWith({ reader }, { cursor, batchSize: 2 }), between)
      const move = (id: string): Promise<unknown> => database.run(`insert into orders_his select * from orders where id = '${id}'`, `delete from orders where id = '${id}'`)

      it('meets every row that moves from one to the other, at whatever moment of the read it does', async () => {
        const ids = ['a', 'b', 'c', 'd', 'e']
        for (const id of ['a', 'c', 'e']) {
          for (const moment of [0, 1, 2, 3, 4, 5, 6]) {
            await database.run('delete from orders', 'delete from orders_his')
            await put('orders', ...ids.map((each, index) => [each, `2026-03-01 09:0${index}:00`] as const))
            await put('orders_his', ['h1', '2026-03-01 08:00:00'], ['h2', '2026-03-01 08:01:00'])
            let step = 0
            const { records, parts } = await pair(undefined, async () => {
              if (step++ === moment) await move(id)
            })
            expect(new Set(column(records, 'id')), `${id} at ${moment}`).toEqual(new Set([...ids, 'h1', 'h2']))
            expect(parts.length).toBeGreaterThan(moment)
          }
        }
      })

      it('meets a row that changes after the current table was read and moves before it is read again', async () => {
        await put('orders', ['a', '2026-03-01 09:00:00'], ['b', '2026-03-01 09:01:00'])
        await put('orders_his', ['h', '2026-03-01 08:00:00'], ['i', '2026-03-01 08:01:00'], ['j', '2026-03-01 11:30:00'])
        let isHistory = false
        const first = await pair(undefined, async ({ samples }) => {
          if (isHistory || samples.some(({ position }) => !String(position).startsWith('orders_his'))) return
          isHistory = true
          // Between the two tables: one that was read changes, and the history grows beyond it.
          await database.run(`update orders set status = '办结', updated = '2026-03-01 11:32:00' where id = 'a'`)
          await put('orders_his', ['k', '2026-03-01 11:50:00'])
        })
        expect(isHistory).toBe(true)
        await move('a')
        const second = await pair(first.cursor)
        const changed = [...first.records, ...second.records].filter((record) => record['id'] === 'a' && record['status'] === '办结')
        expect(changed).not.toEqual([])
      })

      it('gives the columns of both the names of the records', async () => {
        await database.run('create table archive (no varchar(20) primary key, state varchar(20), moved_at varchar(30))', `insert into archive values ('z', '归档', '2026-02-01 00:00:00')`)
        const archivist = await database.user('select on orders', 'select on archive')
        await database.run(`insert into orders (id, status, written) values ('a', '受理', '2026-03-01 09:00:00')`)
        const config: Config = {
          tables: [{ name: 'orders' }, { name: 'archive', rename: { no: 'id', state: 'status', moved_at: 'written' } }],
          columns: ['id', 'status'],
          watermark: { time: { column: 'written', format: 'yyyy-MM-dd HH:mm:ss' }, key: ['id'] },
        }
        const { records } = await readAll(feedOn(database, archivist, config), optionsWith({ reader: archivist }))
        expect(records.map((record) => ({ ...record }))).toEqual([{ id: 'a', status: '受理' }, { id: 'z', status: '归档' }])
      })
    })

    it('reads spans of time that follow one another without a gap or an overlap, and leaves the cursor alone', async () => {
      await put('orders', ['jan', '2026-01-31 23:59:59.999'], ['feb', '2026-02-01 00:00:00'], ['end', '2026-02-28 23:59:59.999'], ['mar', '2026-03-01 00:00:00'], ['none', null])
      await put('orders_his', ['old', '2026-02-10 00:00:00'])
      const feed = feedOn(database, reader, { tables: [{ name: 'orders' }, { name: 'orders_his' }], columns: ['id'], watermark: WATERMARK })
      const month = (from: string, to: string) => readAll(feed, optionsWith({ reader }, { range: { from: Date.parse(`${from}T00:00:00+08:00`), to: Date.parse(`${to}T00:00:00+08:00`) }, batchSize: 2 }))
      const february = await month('2026-02-01', '2026-03-01')
      expect(column(february.records, 'id')).toEqual(['feb', 'end', 'old'])
      expect(february.parts.map(({ cursor }) => cursor)).toEqual(february.parts.map(() => undefined))
      expect(column((await month('2026-01-01', '2026-02-01')).records, 'id')).toEqual(['jan'])
      expect(column((await month('2026-03-01', '2026-04-01')).records, 'id')).toEqual(['mar'])
    })

    it('stands still at the city\'s noon whatever the zone of the server', async () => {
      await put('orders', ['a', '2026-03-01 12:04:59'], ['b', '2026-03-01 12:05:01'])
      const { cursor } = await read({})
      expect(cursor).toMatchObject({ since: expect.stringMatching(/^2026-03-01 12:04:59/) })
      expect(NOW).toBe(Date.parse('2026-03-01T12:00:00+08:00'))
    })
  })
}
