// Reading what nobody has taken yet, on every engine: the flag is set after commit, by another user, and never for a row that was not read.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { column, feedOn, optionsWith, readAll, type Config } from './reading.ts'

for (const server of EXCHANGE_SERVERS) {
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    let flagger: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      await database.run(`create table push (id bigint primary key, status varchar(20), flag integer not null default 0, updated ${server.clock}, changed_when varchar(30))`, 'create index push_flag on push (flag, id)')
      reader = await database.user('select on push')
      flagger = await database.user('select (id, flag, updated), update (flag) on push')
    })
    afterAll(() => database.drop())
    beforeEach(() => database.run('delete from push', ...[1, 2, 3, 4, 5, 6, 7].map((n) => `insert into push (id, status, updated) values (${9_007_199_254_740_993n + BigInt(n)}, 'new', '2026-03-01 09:00:0${n}')`)))

    const config = (more: Partial<NonNullable<Config['flag']>> = {}): Config => ({ table: 'push', columns: ['id', 'status'], flag: { column: 'flag', key: ['id'], unchanged: 'updated', user: flagger.user, password: { secret: 'flagger' }, ...more } })
    const options = (batchSize: number) => optionsWith({ reader, flagger }, { batchSize })
    const flags = async (): Promise<string> => (await database.run('select flag from push order by id')).map(([flag]) => String(flag)).join('')

    it('sets the flag of what was read, part by part, and reads nothing twice', async () => {
      const states: string[] = []
      const { records } = await readAll(feedOn(database, reader, config()), options(3), async ({ acknowledge }) => {
        states.push(await flags())
        await acknowledge?.()
      })
      expect(column(records, 'id')).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n].map((n) => String(9_007_199_254_740_993n + n)))
      expect(states[0]).toBe('0000000')
      expect(states[1]).toMatch(/^1+0+$/)
      expect(await flags()).toBe('1111111')
      expect((await readAll(feedOn(database, reader, config()), options(3))).records).toEqual([])
    })

    it('reads again what was kept but not flagged', async () => {
      await expect(readAll(feedOn(database, reader, config()), options(3), async () => {
        throw new Error('killed between commit and flag')
      })).rejects.toThrow('killed')
      expect(await flags()).toBe('0000000')
      expect((await readAll(feedOn(database, reader, config()), options(3))).records).toHaveLength(7)
    })

    it('leaves the flag of a row that changed after it was read, so that the change is read too', async () => {
      const first = await readAll(feedOn(database, reader, config()), options(100), async ({ acknowledge }) => {
        await database.run(`update push set status = 'closed', updated = '2026-03-01 10:00:00' where id = 9007199254740995`)
        await acknowledge?.()
      })
      expect(first.records).toHaveLength(7)
      expect(await flags()).toBe('1011111')
      const second = await readAll(feedOn(database, reader, config()), options(100))
      expect(second.records.map((record) => ({ ...record }))).toEqual([{ id: '9007199254740995', status: 'closed' }])
      expect(await flags()).toBe('1111111')
    })

    it('compares what tells of a change as it is, null too', async () => {
      await database.run(`update push set updated = null where id = 9007199254740994`)
      await readAll(feedOn(database, reader, config()), options(100))
      expect(await flags()).toBe('1111111')
    })

    it('flags after the reading is over as well, as a list is acknowledged', async () => {
      const { parts } = await readAll(feedOn(database, reader, config()), options(3), async () => undefined)
      for (const { acknowledge } of parts) await acknowledge?.()
      expect(await flags()).toBe('1111111')
    })

    it('takes other values for the flag', async () => {
      await database.run('update push set flag = 5 where id < 9007199254740996')
      const { records } = await readAll(feedOn(database, reader, config({ pending: '5', done: '9' })), options(100))
      expect(records).toHaveLength(2)
      expect(await flags()).toBe('9900000')
    })

    it('refuses a key that several rows share, before anything is flagged', async () => {
      await expect(readAll(feedOn(database, reader, config({ key: ['status'] })), options(100))).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('share the key') })
      expect(await flags()).toBe('0000000')
    })

    it('says which right the flag user lacks, and what it may do is no more than the flag', async () => {
      const beggar = await database.user('select on push')
      await expect(readAll(feedOn(database, reader, config({ user: beggar.user })), optionsWith({ reader, flagger: beggar }))).rejects.toMatchObject({ failure: 'refused', message: expect.stringContaining('update the flag') })
      expect(await flags()).toBe('0000000')
      // The reading user may not set it, whatever the session says.
      await expect(readAll(feedOn(database, reader, config({ user: reader.user })), optionsWith({ reader, flagger: reader }))).rejects.toMatchObject({ failure: 'refused' })
      // The flag user may touch no other column.
      await expect(readAll(feedOn(database, reader, config({ column: 'flag', unchanged: 'status' })), options(100))).rejects.toMatchObject({ failure: 'refused' })
      expect(await flags()).toBe('0000000')
    })
  })
}
