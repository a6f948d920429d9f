// MySQL and MariaDB: texts of every type as the server writes them, in sessions that cannot write.
import { connect } from 'node:net'
import mysql, { type Connection, type FieldPacket } from 'mysql2'
import { FeedReadError } from '../../adapter.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import type { Column, Driver, ListedColumn, Row, Session, Target } from '../driver.ts'
import { problem } from '../problems.ts'
import { rowBudget, TooWideError } from '../row-budget.ts'
import { count, name, sql, value, type Statement } from '../statement.ts'
import { atMost, wireOf } from '../wire.ts'
import { kindOf, textOf, typeOf } from './mysql-columns.ts'
import { mysqlProblem } from './mysql-problems.ts'
import { written } from './mysql-text.ts'

/** How much longer than the server's own limit an answer is waited for. */
const GRACE_MS = 5_000
const FAREWELL_MS = 2_000
/** The first day that a column may hold; what is before is a zero date, which strict servers let nobody write down. */
const EARLIEST = '1000-01-01'
const UNKNOWN_VARIABLE = 1193
const UNKNOWN_ZONE = 1298

export const mysqlDriver: Driver = {
  port: 3306,
  longestName: { of: 'characters', most: 64 },
  syntax: { comments: ['--', '/*', '#'], quotes: ["'", '"', '`'] },
  limited: (statement, rows) => sql`${statement} limit ${count(rows)}`,
  noTime: (column, kind) => (kind === 'text' ? sql`${column} = ''` : kind === 'date' || kind === 'clock' ? sql`${column} < ${value(EARLIEST, 'date')}` : undefined),
  open,
}

interface Answer {
  readonly rows: readonly Row[]
  readonly fields: readonly FieldPacket[]
}

async function open(target: Target): Promise<Session> {
  const { connection, socket } = connectionTo(target)
  let farewell: Promise<void> = Promise.resolve()
  let isAsking = false
  const wire = wireOf(target.signal, () => {
    if (isAsking) farewell = kill(connection.threadId, target)
    socket.destroy()
  })
  const told = (error: unknown): unknown => {
    if (target.signal.aborted) return target.signal.reason
    return error instanceof Error && !(error instanceof FeedReadError) ? problem(mysqlProblem(error), target, { detail: error.message, secret: target.password, cause: error }) : error
  }
  const noAnswer = (): Error => problem('no-answer', target, { detail: 'nothing came back in time' })
  const ask = async (text: string): Promise<Answer> => {
    isAsking = true
    try {
      return await wire.wait(answerOf(connection, text), target.statementMs + GRACE_MS, noAnswer)
    } catch (error) {
      // What is left of an answer that was too long is not read.
      if (error instanceof TooWideError) socket.destroy()
      throw told(error)
    } finally {
      isAsking = false
    }
  }
  const close = async (): Promise<void> => {
    if (!wire.isCut && !socket.destroyed) await atMost(FAREWELL_MS, new Promise<void>((resolve) => void connection.end(() => resolve())))
    wire.release()
    socket.destroy()
    await farewell
  }

  try {
    const connected = new Promise<void>((resolve, reject) => connection.connect((error) => (error === null ? resolve() : reject(error))))
    await wire.wait(connected, target.connectMs + FAREWELL_MS, noAnswer)
    await prepare(ask, target)
    return { ...sessionOver(ask), mayHoldBrokenText: false, close }
  } catch (error) {
    // There is nobody to take leave of.
    socket.destroy()
    wire.release()
    await farewell
    throw told(error)
  }
}

function connectionTo(target: Target): { readonly connection: Connection; readonly socket: ReturnType<typeof connect> } {
  const socket = connect({ host: target.address, port: target.port, keepAlive: true, noDelay: true })
  const connection = mysql.createConnection({
    stream: () => socket,
    // Only for the certificate: the socket above goes to the resolved address.
    host: target.tls?.name ?? target.host,
    user: target.user,
    password: target.password ?? '',
    database: target.database,
    charset: 'utf8mb4',
    connectTimeout: target.connectMs,
    rowsAsArray: true,
    // No code is generated from names of columns, and no file of this machine is ever sent.
    disableEval: true,
    flags: ['-LOCAL_FILES'],
    ...(target.tls === undefined ? {} : { ssl: tlsOf(target.tls) }),
  })
  // Told by the query that needs the connection; without a listener the process would end.
  connection.on('error', () => undefined)
  return { connection, socket }
}

const tlsOf = ({ verify, ca }: NonNullable<Target['tls']>): mysql.SslOptions => ({
  rejectUnauthorized: verify !== 'none',
  verifyIdentity: verify === 'full',
  ...(ca === undefined ? {} : { ca }),
})

function answerOf(connection: Connection, text: string): Promise<Answer> {
  const taken = rowBudget()
  return new Promise((resolve, reject) => {
    connection.query<mysql.RowDataPacket[]>({ sql: text, typeCast: (field) => textOf(field, taken) }, (error, rows, fields) => {
      if (error !== null) reject(error)
      else resolve({ rows: rowsOf(rows), fields: fields ?? [] })
    })
  })
}

/** Rows as arrays of texts; an update has none. */
function rowsOf(answer: unknown): readonly Row[] {
  if (!Array.isArray(answer)) return []
  return answer.map((row: unknown): Row => (Array.isArray(row) ? row.map((cell: unknown) => (typeof cell === 'string' ? cell : null)) : []))
}

type Ask = (text: string) => Promise<Answer>

async function prepare(ask: Ask, { zone, statementMs, access }: Target): Promise<void> {
  await ask('set names utf8mb4')
  await setZone(ask, zone)
  // MariaDB counts seconds, MySQL milliseconds; a server that knows neither is watched from here alone.
  await ask(`set session max_statement_time = ${statementMs / 1_000}`).catch(unless(UNKNOWN_VARIABLE, () => ask(`set session max_execution_time = ${statementMs}`).catch(unless(UNKNOWN_VARIABLE, () => undefined))))
  if (access === 'update') return
  await ask('set session transaction isolation level repeatable read')
  await ask('set session transaction read only')
  if (access === 'snapshot') await ask('start transaction with consistent snapshot')
}

/** By name where the server has the zones' tables; by offset where the zone has had one offset for a year. */
async function setZone(ask: Ask, name: string): Promise<void> {
  await ask(`set session time_zone = ${written(name, 'text')}`).catch(unless(UNKNOWN_ZONE, async () => {
    const zone = zoneOf(name)
    const now = Date.now()
    const offsets = new Set([0, 91, 182, 273].map((days) => zone.offsetAt(now - days * 86_400_000)))
    const [offset = 0] = offsets
    if (offsets.size > 1) {
      throw new FeedReadError('configuration', `The server does not know the zone ${name}: have its tables of zones loaded (mysql_tzinfo_to_sql).`, `对方服务器没有时区 ${name}：请对方加载时区表（mysql_tzinfo_to_sql）。`)
    }
    const minutes = Math.round(Math.abs(offset) / 60_000)
    await ask(`set session time_zone = '${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}'`)
  }))
}

/** Does something else where the server answered with this number, and throws anything else again. */
const unless = <T>(number: number, otherwise: () => T) => (error: unknown): T => {
  if (error instanceof Error && error.cause instanceof Error && Reflect.get(error.cause, 'errno') === number) return otherwise()
  throw error
}

function sessionOver(ask: Ask): Pick<Session, 'rows' | 'columnsOf' | 'list' | 'update'> {
  const rows = async (statement: Statement): Promise<readonly Row[]> => (await ask(textOfStatement(statement))).rows
  return {
    rows,
    async columnsOf(statement) {
      const { fields } = await ask(textOfStatement(sql`${statement} limit 0`))
      return fields.map((field): Column => ({ name: field.name, kind: kindOf(field), type: typeOf(field) }))
    },
    async list(table, most) {
      const [schema, only] = table === undefined ? [undefined, undefined] : table.length > 1 ? [table[0], table[1]] : [undefined, table[0]]
      const inSchema = schema === undefined ? sql`database()` : sql`${value(schema, 'text')}`
      const named = only === undefined ? sql`1 = 1` : sql`${name('t', 'table_name')} = ${value(only, 'text')}`
      const found = await rows(sql`
        select entry.table_name, entry.column_name, entry.type, entry.comment from (
          select t.table_name as table_name, null as column_name, case when t.table_type like '%VIEW' then 'view' else 'table' end as type, t.table_comment as comment, 0 as place
          from information_schema.tables t where t.table_schema = ${inSchema} and ${named}
          union all
          select t.table_name, t.column_name, t.column_type, t.column_comment, t.ordinal_position
          from information_schema.columns t where t.table_schema = ${inSchema} and ${named}
        ) entry order by entry.table_name, entry.place limit ${count(most)}`)
      return found.map(([owner, column, type, comment]): ListedColumn => ({ table: owner ?? '', column: column ?? undefined, type: type ?? '', comment: comment ?? '' }))
    },
    async update(statement) {
      await ask(textOfStatement(statement))
    },
  }
}

const textOfStatement = (statement: Statement): string => written(statement)

/** Ends the session on the server, which looks at its connection only when it has something to send. */
async function kill(threadId: number, target: Target): Promise<void> {
  const { connection, socket } = connectionTo({ ...target, connectMs: FAREWELL_MS })
  await atMost(FAREWELL_MS, answerOf(connection, `kill connection ${threadId}`))
  socket.destroy()
}
