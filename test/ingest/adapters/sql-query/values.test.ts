// Every type of both engines comes as the text that the database writes: no number loses a digit, no date becomes an instant, null stays null.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { EXCHANGE_SERVERS, onExchangeServer, TIMESCALE_EXCHANGE, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { column, feedOn, optionsWith, readAll } from './reading.ts'

/** Column: type, value in SQL, text. */
type Values = Readonly<Record<string, readonly [type: string, value: string, text: string]>>

const POSTGRESQL: Values = {
  big: ['bigint', '9223372036854775807', '9223372036854775807'],
  wide: ['numeric(38,10)', '12345678901234567890.0123456789', '12345678901234567890.0123456789'],
  whole: ['numeric(20,0)', '12345678901234567890', '12345678901234567890'],
  zeros: ['numeric(10,4)', '1.5', '1.5000'],
  small: ['smallint', '-7', '-7'],
  money: ['double precision', '0.1', '0.1'],
  yes: ['boolean', 'true', 'true'],
  no: ['boolean', 'false', 'false'],
  bits: ['bit(5)', `b'00101'`, '00101'],
  day: ['date', `'2026-02-28'`, '2026-02-28'],
  clock: ['timestamp', `'2026-02-28 23:59:59.123456'`, '2026-02-28 23:59:59.123456'],
  instant: ['timestamptz', `'2026-02-28 15:59:59.5+00'`, '2026-02-28 23:59:59.5+08'],
  forever: ['timestamp', `'infinity'`, 'infinity'],
  hours: ['time', `'08:30:00'`, '08:30:00'],
  json: ['jsonb', `'{"id": 12345678901234567890}'`, '{"id": 12345678901234567890}'],
  list: ['integer[]', `'{1,2}'`, '{1,2}'],
  uuid: ['uuid', `'00000000-0000-0000-0000-000000000001'`, '00000000-0000-0000-0000-000000000001'],
  text: ['text', `'工单 𠮷 O''Brien'`, `工单 𠮷 O'Brien`],
  blank: ['varchar(10)', `''`, ''],
  fixed: ['char(4)', `'ab'`, 'ab  '],
}

const MARIADB: Values = {
  big: ['bigint', '-9223372036854775808', '-9223372036854775808'],
  positive: ['bigint unsigned', '18446744073709551615', '18446744073709551615'],
  wide: ['decimal(38,10)', '12345678901234567890.0123456789', '12345678901234567890.0123456789'],
  zeros: ['decimal(10,4)', '1.5', '1.5000'],
  flag: ['tinyint(1)', '1', '1'],
  small: ['smallint', '-7', '-7'],
  money: ['double', '0.1', '0.1'],
  yes: ['bit(1)', `b'1'`, '1'],
  bits: ['bit(5)', `b'00101'`, '00101'],
  day: ['date', `'2026-02-28'`, '2026-02-28'],
  clock: ['datetime(6)', `'2026-02-28 23:59:59.123456'`, '2026-02-28 23:59:59.123456'],
  zero: ['datetime', `'0000-00-00 00:00:00'`, '0000-00-00 00:00:00'],
  nothing: ['date', `'2026-00-00'`, '2026-00-00'],
  instant: ['timestamp(3) null', `'2026-02-28 15:59:59.500'`, '2026-02-28 23:59:59.500'],
  hours: ['time', `'-08:30:00'`, '-08:30:00'],
  year: ['year', '2026', '2026'],
  json: ['json', `'{"id": 12345678901234567890}'`, '{"id": 12345678901234567890}'],
  choice: [`enum('受理','办结')`, `'办结'`, '办结'],
  several: [`set('a','b','c')`, `'a,c'`, 'a,c'],
  uuid: ['uuid', `'00000000-0000-0000-0000-000000000001'`, '00000000-0000-0000-0000-000000000001'],
  text: ['text', `'工单 𠮷 O''Brien'`, `工单 𠮷 O'Brien`],
  gbk: ['varchar(20) character set gbk', `'朝阳区'`, '朝阳区'],
  blank: ['varchar(10)', `''`, ''],
}

for (const server of [...EXCHANGE_SERVERS, TIMESCALE_EXCHANGE]) {
  const values = server.engine === 'mysql' ? MARIADB : POSTGRESQL
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    const names = Object.keys(values)
    beforeAll(async () => {
      database = await fresh()
      const columns = Object.entries(values).map(([name, [type]]) => `${quoted(name)} ${type}`)
      await database.run(
        ...(server.engine === 'mysql' ? [`set time_zone = '+00:00'`, `set sql_mode = ''`] : []),
        `create table kinds (id integer primary key, ${columns.join(', ')}, bytes ${server.engine === 'mysql' ? 'blob' : 'bytea'})`,
      )
      const written = `insert into kinds (id, ${names.map(quoted).join(', ')}) values (1, ${Object.values(values).map(([, value]) => value).join(', ')})`
      await database.run(...(server.engine === 'mysql' ? [`set time_zone = '+00:00'`, `set sql_mode = ''`] : []), written, 'insert into kinds (id) values (2)')
      reader = await database.user('select on kinds')
    })
    afterAll(() => database.drop())
    const quoted = (name: string): string => (server.engine === 'mysql' ? `\`${name}\`` : `"${name}"`)

    it('gives each as the text that the database writes', async () => {
      const { records } = await readAll(feedOn(database, reader, { table: 'kinds', columns: names, full: { key: ['id'] } }), optionsWith({ reader }))
      expect({ ...records[0] }).toEqual(Object.fromEntries(Object.entries(values).map(([name, [, , text]]) => [name, text])))
      expect(Object.getPrototypeOf(records[0])).toBeNull()
    })

    it('gives null as null', async () => {
      const { records } = await readAll(feedOn(database, reader, { table: 'kinds', columns: names, full: { key: ['id'] } }), optionsWith({ reader }))
      expect(new Set(Object.values({ ...records[1] }))).toEqual(new Set([null]))
    })

    it('refuses bytes by name, and reads the rest once the columns are listed', async () => {
      await expect(readAll(feedOn(database, reader, { table: 'kinds', full: { key: ['id'] } }), optionsWith({ reader }))).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('no text in bytes') })
    })

    it('shows types and rows of all columns but the bytes before any is chosen', async () => {
      const found = await sqlQuery.discover?.(feedOn(database, reader, { table: 'kinds' }), { ...optionsWith({ reader }), rows: 5 })
      expect(found?.fields.map(({ path }) => path)).toEqual(['id', ...names, 'bytes'])
      expect(found?.fields.find(({ path }) => path === 'wide')?.type).toMatch(/^(numeric|decimal)\(38,10\)$/)
      expect(found?.total).toBe(2)
      expect(column(found?.samples.flatMap((sample) => ('record' in sample ? [sample.record] : [])) ?? [], 'big')).toEqual([values['big']?.[2], null])
    })

    it('compares each with its own text in a test of rows', async () => {
      for (const [name, [type, , text]] of Object.entries(values)) {
        if (/json|double|nothing|zero/.test(`${type} ${name}`)) continue
        const { records } = await readAll(feedOn(database, reader, { table: 'kinds', columns: ['id'], where: [{ column: name, in: [text] }], full: { key: ['id'] } }), optionsWith({ reader }))
        expect(column(records, 'id'), name).toEqual(['1'])
      }
    })
  })
}
