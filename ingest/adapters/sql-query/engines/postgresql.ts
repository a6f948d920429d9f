// PostgreSQL, and what speaks its protocol: texts of every type as the server writes them, in sessions that cannot write.
import { connect, isIP, Socket } from 'node:net'
import pg from 'pg'
import type { Column, ColumnKind, Driver, ListedColumn, Row, Session, Target } from '../driver.ts'
import { problem } from '../problems.ts'
import { rowBudget } from '../row-budget.ts'
import { allOf, count, render, sql, value, type Statement } from '../statement.ts'
import { atMost, wireOf } from '../wire.ts'
import { postgresqlProblem } from './postgresql-problems.ts'

const BOOLEAN = 16
const CANCEL_REQUEST = 80_877_102
/** How much longer than the server's own limit an answer is waited for. */
const GRACE_MS = 5_000
const FAREWELL_MS = 2_000

/** Kinds by type number; what is not here is text. */
const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  [BOOLEAN, 'flag'], [17, 'binary'], [1001, 'binary'],
  [20, 'number'], [21, 'number'], [23, 'number'], [26, 'number'], [1700, 'number'],
  [700, 'float'], [701, 'float'],
  [1560, 'bits'], [1562, 'bits'],
  [1082, 'date'], [1114, 'clock'], [1184, 'instant'],
])

export const postgresql: Driver = {
  port: 5432,
  longestName: { of: 'bytes', most: 63 },
  syntax: { comments: ['--', '/*'], quotes: ["'", '"'] },
  limited: (statement, rows) => sql`${statement} limit ${count(rows)}`,
  noTime: (column, kind) => (kind === 'text' ? sql`${column} = ''` : undefined),
  open,
}

const quoted = (part: string): string => `"${part.replaceAll('"', '""')}"`

/** Values are bound: their type is that of what they are compared with. */
function bound(statement: Statement): { readonly text: string; readonly values: readonly string[] } {
  const values: string[] = []
  const text = render(statement, { name: quoted, value: (value) => `$${values.push(value)}` })
  return { text, values }
}

async function open(target: Target): Promise<Session> {
  const socket = new Socket()
  const client = new pg.Client({
    host: target.address,
    port: target.port,
    database: target.database,
    user: target.user,
    // A function, so that neither the environment nor a password file is looked at.
    password: () => target.password ?? '',
    ssl: target.tls === undefined ? false : tlsOf(target.tls),
    stream: () => socket,
    application_name: 'ctmm-live',
    connectionTimeoutMillis: target.connectMs,
    keepAlive: true,
  })
  // Told by the query that needs the connection; without a listener the process would end.
  client.on('error', () => undefined)
  let farewell: Promise<void> = Promise.resolve()
  let isAsking = false
  const wire = wireOf(target.signal, () => {
    if (isAsking) farewell = cancel(client, target)
    socket.destroy()
  })
  const told = (error: unknown): unknown => {
    if (target.signal.aborted) return target.signal.reason
    return error instanceof Error && error.name !== 'FeedReadError' ? problem(postgresqlProblem(error), target, { detail: error.message, secret: target.password, cause: error }) : error
  }
  const noAnswer = (): Error => problem('no-answer', target, { detail: 'nothing came back in time' })

  const ask = async (text: string, values: readonly string[] = []): Promise<pg.QueryArrayResult<(string | null)[]>> => {
    isAsking = true
    try {
      const answer = client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array', types: readers() })
      return await wire.wait(answer, target.statementMs + GRACE_MS, noAnswer)
    } catch (error) {
      throw told(error)
    } finally {
      isAsking = false
    }
  }
  const close = async (): Promise<void> => {
    if (!wire.isCut) await atMost(FAREWELL_MS, client.end())
    wire.release()
    socket.destroy()
    await farewell
  }

  try {
    await wire.wait(client.connect(), target.connectMs + FAREWELL_MS, noAnswer)
    const encoding = await prepare(ask, target)
    return { ...sessionOver(ask), mayHoldBrokenText: encoding === 'SQL_ASCII', close }
  } catch (error) {
    // There is nobody to take leave of.
    socket.destroy()
    wire.release()
    await farewell
    throw told(error)
  }
}

const tlsOf = ({ verify, ca, name }: NonNullable<Target['tls']>): pg.ClientConfig['ssl'] => ({
  rejectUnauthorized: verify !== 'none',
  ...(isIP(name) === 0 ? { servername: name } : {}),
  ...(ca === undefined ? {} : { ca }),
  ...(verify === 'ca' ? { checkServerIdentity: () => undefined } : {}),
})

/** Every value as the text that came; booleans by the words that every engine's readers know. */
function readers(): pg.CustomTypesConfig {
  const taken = rowBudget()
  return { getTypeParser: (oid: number) => (oid === BOOLEAN ? (text: string) => (text === 't' ? 'true' : 'false') : taken) }
}

type Ask = (text: string, values?: readonly string[]) => Promise<pg.QueryArrayResult<(string | null)[]>>

/** Makes the session what was asked for, and returns the encoding of the database. */
async function prepare(ask: Ask, { zone, statementMs, access }: Target): Promise<string> {
  const settings: readonly (readonly [string, string])[] = [
    ['statement_timeout', String(statementMs)], ['TimeZone', zone], ['DateStyle', 'ISO, YMD'], ['extra_float_digits', '3'],
    ...(access === 'update' ? [] : [['default_transaction_read_only', 'on'] as const]),
  ]
  const calls = settings.map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, false)`)
  // A database without an encoding gives its bytes as they are: translated, one that is not UTF-8 would end the whole statement.
  const encoding = `set_config('client_encoding', case current_setting('server_encoding') when 'SQL_ASCII' then 'SQL_ASCII' else 'UTF8' end, false)`
  const { rows } = await ask(`select ${[encoding, ...calls].join(', ')}`, settings.flat())
  if (access === 'snapshot') await ask('begin transaction isolation level repeatable read read only')
  return rows[0]?.[0] ?? ''
}

function sessionOver(ask: Ask): Pick<Session, 'rows' | 'columnsOf' | 'list' | 'update'> {
  const rows = async (statement: Statement): Promise<readonly Row[]> => {
    const { text, values } = bound(statement)
    return (await ask(text, values)).rows
  }
  return {
    rows,
    async columnsOf(statement) {
      const { text, values } = bound(sql`${statement} limit 0`)
      const { fields } = await ask(text, values)
      const types = await ask(`select format_type(type::oid, modifier::integer) from unnest($1::text[]::bigint[], $2::text[]::integer[]) with ordinality as field (type, modifier, place) order by place`, [
        arrayOf(fields.map(({ dataTypeID }) => dataTypeID)), arrayOf(fields.map(({ dataTypeModifier }) => dataTypeModifier)),
      ])
      return fields.map(({ name, dataTypeID }, index): Column => ({ name, kind: KINDS.get(dataTypeID) ?? 'text', type: types.rows[index]?.[0] ?? '' }))
    },
    async list(table, most) {
      const [schema, only] = table === undefined ? [null, null] : table.length > 1 ? [table[0] ?? '', table[1] ?? ''] : [null, table[0] ?? '']
      const found = await rows(sql`
        select * from (
          select case when pg_table_is_visible(c.oid) then c.relname::text else n.nspname || '.' || c.relname end, null::text, case c.relkind when 'v' then 'view' when 'm' then 'view' else 'table' end,
            coalesce(obj_description(c.oid, 'pg_class'), ''), 0 as place, n.nspname as space, c.relname as relation
          from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${listable(schema, only)}
          union all
          select case when pg_table_is_visible(c.oid) then c.relname::text else n.nspname || '.' || c.relname end, a.attname::text, format_type(a.atttypid, a.atttypmod),
            coalesce(col_description(c.oid, a.attnum), ''), a.attnum::integer, n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where ${listable(schema, only)}
        ) entry order by space, relation, place limit ${count(most)}`)
      return found.map(([owner, column, type, comment]): ListedColumn => ({ table: owner ?? '', column: column ?? undefined, type: type ?? '', comment: comment ?? '' }))
    },
    async update(statement) {
      const { text, values } = bound(statement)
      await ask(text, values)
    },
  }
}

/** Tables, views and partitioned tables that this user may read something of, without the server's own. */
function listable(schema: string | null, table: string | null): Statement {
  return allOf([
    sql`c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' and n.nspname not like 'pg_temp%'`,
    sql`has_schema_privilege(n.oid, 'USAGE') and has_any_column_privilege(c.oid, 'SELECT')`,
    ...(table === null ? [] : [sql`c.relname = ${value(table, 'text')}`]),
    ...(table === null || schema !== null ? [] : [sql`pg_table_is_visible(c.oid)`]),
    ...(schema === null ? [] : [sql`n.nspname = ${value(schema, 'text')}`]),
  ])
}

const arrayOf = (numbers: readonly number[]): string => `{${numbers.join(',')}}`

/** Ends the statement on the server, which looks at its connection only when it has something to send. */
function cancel(client: pg.Client, { address, port }: Target): Promise<void> {
  const [id, key]: unknown[] = [Reflect.get(client, 'processID'), Reflect.get(client, 'secretKey')]
  if (typeof id !== 'number' || typeof key !== 'number') return Promise.resolve()
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(CANCEL_REQUEST, 4)
  request.writeInt32BE(id, 8)
  request.writeInt32BE(key, 12)
  return atMost(FAREWELL_MS, new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: FAREWELL_MS }, () => socket.end(request))
    socket.once('timeout', () => socket.destroy())
    socket.once('error', resolve)
    socket.once('close', resolve)
  }))
}
