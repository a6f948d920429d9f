// Nothing from outside is ever SQL: 200 hostile texts as values, names, connection settings, cursors and queries, against real servers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import { engines } from '../../../../ingest/adapters/sql-query/engines/engines.ts'
import { nameProblem } from '../../../../ingest/adapters/sql-query/names.ts'
import { queryProblem } from '../../../../ingest/adapters/sql-query/query-guard.ts'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { hostileQueries, hostileTexts } from './hostile.ts'
import { column, feedOn, optionsWith, readAll, type Config } from './reading.ts'

it('there are 200 of each', () => {
  expect([hostileTexts.length, new Set(hostileTexts).size, hostileQueries.length]).toEqual([200, 200, 200])
})

for (const server of EXCHANGE_SERVERS) {
  const isPostgresql = server.engine === 'postgresql'
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    /** May do anything, so that nothing but the adapter stands between a text and the tables. */
    let mighty: ExchangeUser
    let flagger: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      const text = isPostgresql ? 'text collate "C"' : 'varchar(300) character set utf8mb4 collate utf8mb4_bin'
      await database.run('create table canary (id integer primary key, word varchar(20))', `insert into canary values (1, 'alive')`, 'create table secrets (word varchar(20))', `insert into secrets values ('xk29')`, `create table rows_of (id ${text} not null, at ${server.clock}, flag integer default 0)`)
      const literal = (value: string): string => (isPostgresql ? `convert_from('\\x${Buffer.from(value).toString('hex')}', 'UTF8')` : `_utf8mb4 x'${Buffer.from(value).toString('hex')}'`)
      await database.run(`insert into rows_of (id, at) values ${hostileTexts.map((value, index) => `(${literal(value)}, '2026-03-01 09:${String(index % 60).padStart(2, '0')}:00')`).join(', ')}`)
      mighty = await database.user(isPostgresql ? 'all on all tables in schema public' : `all on ${database.database}.*`)
      flagger = await database.user('select (id, flag), update (flag) on rows_of')
    })
    afterAll(async () => {
      expect(await database.run('select id, word from canary')).toEqual([['1', 'alive']])
      const tables = await database.run(`select count(*) from information_schema.tables where table_schema = ${isPostgresql ? `'public'` : 'database()'}`)
      expect(Number(tables[0]?.[0])).toBe(3)
      await database.drop()
    })
    const ROWS: Config = { table: 'rows_of', columns: ['id'], full: { key: ['id'] } }
    /** What a configuration reads, or why it is refused: by the check, or by the feed's own error. */
    const outcome = async (config: Config): Promise<readonly unknown[] | string> => {
      const feed = feedOn(database, mighty, config)
      const [problem] = sqlQuery.check(feed)
      if (problem !== undefined) return problem
      return readAll(feed, optionsWith({ reader: mighty })).then(({ records }) => records.map((record) => ({ ...record })), (error: unknown) => (error instanceof Error && error.name === 'FeedReadError' ? error.message : Promise.reject(error)))
    }

    it('as values of rows and positions: each comes back as it is, however the pages fall', async () => {
      for (const config of [ROWS, { ...ROWS, full: undefined, watermark: { time: { column: 'at' }, key: ['id'] } }]) {
        const { full, ...rest } = config
        const feed = feedOn(database, mighty, full === undefined ? rest : { ...rest, full })
        const { records } = await readAll(feed, optionsWith({ reader: mighty }, { batchSize: 7 }))
        expect(new Set(column(records, 'id'))).toEqual(new Set(hostileTexts))
        expect(records).toHaveLength(200)
      }
    })

    it('as values of tests: each finds itself and nothing else', async () => {
      for (const text of hostileTexts.filter((_, index) => index % 16 === 0)) expect(await outcome({ ...ROWS, where: [{ column: 'id', equals: text }] }), text).toEqual([{ id: text }])
      expect(await outcome({ ...ROWS, where: [{ column: 'id', in: [...hostileTexts] }] })).toHaveLength(200)
      expect(await outcome({ ...ROWS, where: [{ column: 'id', 'not-in': [...hostileTexts] }] })).toEqual([])
      for (const text of hostileTexts.filter((_, index) => index % 16 === 1)) expect(await outcome({ ...ROWS, columns: ['flag'], where: [{ column: 'flag', equals: text }] }), text).toMatch(/compared|no longer of the type/)
    })

    it('as keys of rows whose flag is set', async () => {
      const feed = feedOn(database, mighty, { table: 'rows_of', columns: ['id'], flag: { column: 'flag', key: ['id'], user: flagger.user, password: { secret: 'flagger' } } })
      await readAll(feed, optionsWith({ reader: mighty, flagger }, { batchSize: 30 }))
      expect(await database.run('select count(*) from rows_of where flag = 1')).toEqual([['200']])
    })

    it('as names of tables and columns: refused, or simply not there', async () => {
      for (const [index, text] of hostileTexts.entries()) {
        const places: readonly Config[] = [{ ...ROWS, table: text }, { ...ROWS, columns: [text] }, { ...ROWS, full: { key: [text] } }, { ...ROWS, where: [{ column: text, empty: false }] }]
        // All are checked; one place of each that passes is tried on the server.
        const passing = places.filter((config) => sqlQuery.check(feedOn(database, mighty, config)).length === 0)
        const config = passing[index % 4]
        if (config !== undefined) expect(await outcome(config), JSON.stringify(config)).toBeTypeOf('string')
        if (/[;'"`\\\n?:*]|--/.test(text)) expect(passing, text).toEqual([])
      }
    })

    it('as database, user and zone: nobody is let in', async () => {
      for (const text of hostileTexts.filter((_, index) => index % 5 === 0)) {
        for (const config of [{ ...ROWS, database: text }, { ...ROWS, user: text }, { ...ROWS, zone: text }] satisfies Config[]) {
          const answer = await outcome(config)
          expect(answer, JSON.stringify(config)).toBeTypeOf('string')
        }
      }
    })

    it('as a host: refused before anything is resolved', () => {
      for (const text of hostileTexts) {
        const problems = sqlQuery.check(feedOn(database, mighty, { ...ROWS, host: text }))
        if (!/^[A-Za-z0-9.]+$/.test(text)) expect(problems.join(), text).toContain('neither a host name nor an IP address')
      }
    })

    it('as a cursor: the feed reads by it, or reads everything', async () => {
      const feed = feedOn(database, mighty, { table: 'rows_of', columns: ['id'], watermark: { time: { column: 'at' }, key: ['id'] } })
      const of = `${database.database} rows_of at id`
      for (const text of hostileTexts.filter((_, index) => index % 40 === 0)) {
        for (const cursor of [{ of, since: text }, { of, since: '2026-03-01 09:30:00', run: { until: text, table: 0, at: ['2026-03-01 09:30:00', text] } }, { of: text, since: text }]) {
          const { records } = await readAll(feed, optionsWith({ reader: mighty }, { cursor }))
          expect(records.length, JSON.stringify(cursor)).toBeGreaterThan(0)
        }
      }
    })

    it('as a query: refused by the guard, or read and nothing more', async () => {
      let refused = 0
      let passed = 0
      for (const query of [...hostileQueries, ...hostileTexts.map((text) => `select id from canary where word = ${text}`), ...hostileTexts.map((text) => `select id, ${text} from canary`)]) {
        if (queryProblem(query, engines[server.engine]) !== undefined) refused += 1
        // Every fifth that passes is asked.
        else if (passed++ % 5 === 0) expect(JSON.stringify(await outcome({ query, columns: ['id'], full: { key: ['id'] }, statementSeconds: 2 }))).not.toContain('xk29')
      }
      expect(refused).toBeGreaterThan(250)
      expect(passed).toBeGreaterThan(20)
    })
  })
}

describe('names', () => {
  const { postgresql, mysql } = engines
  it.each(['工单编号', 'order_id', 'T_BASE$1', 'a b', '占比(%)', 'to_rec', '工单（重办）', '2026', 'a/b', 'é'])('%s is one', (name) => {
    expect([nameProblem(name, postgresql), nameProblem(name, mysql)]).toEqual([undefined, undefined])
  })
  it.each(['', ' a', 'a ', 'a;b', 'a"b', 'a`b', "a'b", 'a\\b', 'a.b', 'a\nb', 'a\u0000b', '\ud800', 'a?b', 'a:b', 'a*b', '-a', '--'])('%j is none', (name) => {
    expect(nameProblem(name, postgresql)).toContain('is no name')
  })
  it('may be as long as the database has them, which PostgreSQL counts in bytes', () => {
    expect([nameProblem('工'.repeat(21), postgresql), nameProblem('工'.repeat(64), mysql)]).toEqual([undefined, undefined])
    expect(nameProblem('工'.repeat(22), postgresql)).toContain('63 bytes')
    expect(nameProblem('a'.repeat(65), mysql)).toContain('64 characters')
  })
})

describe('queries', () => {
  const { postgresql, mysql } = engines
  it.each([
    'select a from b', 'SELECT a, "b;c" FROM d WHERE e = \'it\'\'s; -- fine\'', 'with x as (select 1 as id) select id from x', `select update_time, deleted, created from orders where status = 'update'`, 'select\n\ta\r\nfrom b', `select replace(a, 'x', 'y') from b`,
    `select a from b where c like '%into%'`, 'select "into" from b', 'select coalesce(a, b) as sys_code from c where d between 1 and 2',
  ])('%j may be asked', (query) => {
    expect(queryProblem(query, postgresql)).toBeUndefined()
  })
  it('of MySQL have backticks and no number sign, those of PostgreSQL the other way round', () => {
    expect(queryProblem('select `a;b` from c', mysql)).toBeUndefined()
    expect(queryProblem('select `a` from c', postgresql)).toContain('backtick')
    expect(queryProblem(`select a #>> '{x}' as b from c`, postgresql)).toBeUndefined()
    expect(queryProblem(`select a # b`, mysql)).toContain('comment')
  })
  it.each([
    ['select 1;', 'semicolon'], ['select 1 -- x', 'comment'], ['select 1 /* x', 'comment'], ['update a set b = 1', 'begin with SELECT'], ['selectx from a', 'begin with SELECT'], ['select a into b from c', '"into"'], [`select 'a`, 'not closed'], [`select '\\'`, 'backslash'],
    ['select (1', 'parentheses'], ['select 1) x, (select 2', 'parentheses'], ['select $1', 'dollar'], ['select pg_sleep(1)', 'pg_sleep'], ['with x as (delete from a returning 1) select * from x', '"delete"'], ['select a from b for update', '"update"'], ['select \u0007', 'control'], ['', 'begin with SELECT'],
  ])('%j is refused: %s', (query, why) => {
    expect(queryProblem(query, postgresql)).toContain(why)
  })
})
