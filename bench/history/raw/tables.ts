// The rival's tables: one flat row a case as it is known now, with the columns that the values need, and the indexes that its queries profit from.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import type { Db } from '../../../db/open-store.ts'
import type { Model } from '../../../rules/model/model-schema.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { livesOf, type Life, type Pass } from '../cases.ts'
import { AREAS, ROOT, streetsOf } from '../city.ts'
import { rowsOf } from '../lists.ts'

/** Makes the tables, and fills those of lists and of which street lies in which area. */
export async function makeRawTables(db: Db, model: Model, at: Instant): Promise<void> {
  await sql`create schema raw`.execute(db)
  await sql`
    create table raw.appeal (
      key text not null, area text not null, bureau text not null, accepted_at timestamptz not null, dispatched_at timestamptz, first_contact_at timestamptz,
      closed_at timestamptz, reopened_at timestamptz, reclosed_at timestamptz, cancelled_at timestamptz, complex boolean not null, direct_answer boolean not null
    )`.execute(db)
  await sql`
    create table raw.event (
      key text not null, area text not null, bureau text not null, filed_at timestamptz not null,
      closed_at timestamptz, reopened_at timestamptz, reclosed_at timestamptz, cancelled_at timestamptz, online boolean not null
    )`.execute(db)
  await sql`
    create table raw.entry (
      register text not null, key text not null, area text not null, grp text not null, status text not null, valid_from timestamptz not null, since timestamptz not null, last_used_at timestamptz,
      primary key (register, key)
    )`.execute(db)
  await sql`create table raw.scope (area text not null, leaf text not null, primary key (area, leaf))`.execute(db)
  const scopes = AREAS.flatMap((area) => [...new Set([area, ...streetsOf(area), ...(area === ROOT ? AREAS : [])])].map((leaf) => ({ area, leaf })))
  await sql`insert into raw.scope select * from jsonb_to_recordset(${JSON.stringify(scopes)}::text::jsonb) as row (area text, leaf text)`.execute(db)
  const entries = model.registers.flatMap(({ id }) => rowsOf(model, id, at)).map((row) => ({
    register: row.register, key: row.key, area: row.area, grp: row.group ?? '', status: row.status,
    valid_from: iso(row.validFrom), since: iso(row.since), last_used_at: iso(row.lastUsedAt),
  }))
  await sql`
    insert into raw.entry select * from jsonb_to_recordset(${JSON.stringify(entries)}::text::jsonb)
      as row (register text, key text, area text, grp text, status text, valid_from timestamptz, since timestamptz, last_used_at timestamptz)`.execute(db)
}

const iso = (at: Instant | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())

/** Appends the cases of a pass by COPY. */
export async function copyPass(url: string, pass: Pass): Promise<void> {
  const appeals = openCopy(url, 'raw.appeal')
  const events = openCopy(url, 'raw.event')
  for (const life of livesOf(pass)) {
    const copy = life.type === 'appeal' ? appeals : events
    const full = copy.write(lineOf(life, pass.present))
    if (full !== undefined) await full
  }
  await Promise.all([appeals.end(), events.end()])
}

/** Indexes that cover the queries, and everything vacuumed and analysed, so that they are read alone. */
export async function indexRaw(db: Db): Promise<void> {
  await sql`create unique index if not exists appeal_key on raw.appeal (key)`.execute(db)
  await sql`create unique index if not exists event_key on raw.event (key)`.execute(db)
  await sql`
    create index if not exists appeal_accepted on raw.appeal (accepted_at)
      include (dispatched_at, area, complex, first_contact_at, closed_at, reopened_at, reclosed_at, cancelled_at) where not direct_answer and dispatched_at is not null`.execute(db)
  await sql`create index if not exists event_filed on raw.event (filed_at) include (area, online, closed_at, reopened_at, reclosed_at, cancelled_at)`.execute(db)
  for (const table of ['appeal', 'event', 'entry', 'scope']) await sql`vacuum analyze ${sql.raw(`raw.${table}`)}`.execute(db)
}

/** Writes cases as they are known now, over what was known of them. */
export async function upsertRaw(db: Db, lives: readonly Life[], present: Instant): Promise<void> {
  for (const [type, table, columns] of [['appeal', 'raw.appeal', APPEAL], ['event', 'raw.event', EVENT]] as const) {
    const rows = lives.filter((life) => life.type === type).map((life) => cellsOf(life, present))
    for (let from = 0; from < rows.length; from += 5_000) {
      const names = sql.raw(columns.join(', '))
      await sql`
        insert into ${sql.raw(table)} (${names})
        select ${names} from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(rows.slice(from, from + 5_000))}::text::jsonb)
        on conflict (key) do update set (${names}) = row (${sql.raw(columns.map((column) => `excluded.${column}`).join(', '))})`.execute(db)
    }
  }
}

const APPEAL = ['key', 'area', 'bureau', 'accepted_at', 'dispatched_at', 'first_contact_at', 'closed_at', 'reopened_at', 'reclosed_at', 'cancelled_at', 'complex', 'direct_answer'] as const
const EVENT = ['key', 'area', 'bureau', 'filed_at', 'closed_at', 'reopened_at', 'reclosed_at', 'cancelled_at', 'online'] as const

/** A case as its system last reported it: what lies after its last record is not there. */
function cellsOf(life: Life, present: Instant): Readonly<Record<string, string | boolean | null>> {
  const last = Math.min(life.versions.at(-1) ?? present, present)
  const seen = (at: Instant | undefined): string | null => (at === undefined || at > last ? null : new Date(at).toISOString())
  return {
    key: life.key, area: life.area ?? ROOT, bureau: life.bureau, accepted_at: seen(life.startedAt), filed_at: seen(life.startedAt), dispatched_at: seen(life.dispatchedAt),
    first_contact_at: seen(life.contactAt), closed_at: seen(life.closedAt), reopened_at: seen(life.reopenedAt), reclosed_at: seen(life.reclosedAt),
    cancelled_at: seen(life.cancelledAt), complex: life.complex, direct_answer: life.directAnswer, online: life.online,
  }
}

function lineOf(life: Life, present: Instant): string {
  const cells = cellsOf(life, present)
  return `${(life.type === 'appeal' ? APPEAL : EVENT).map((column) => cells[column] ?? '\\N').join('\t')}\n`
}

interface Copy {
  /** A promise when the other side has to catch up first. */
  write(line: string): Promise<unknown> | undefined
  end(): Promise<void>
}

const CHUNK = 1 << 16

function openCopy(url: string, table: string): Copy {
  const psql = spawn('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', `copy ${table} from stdin`], { stdio: ['pipe', 'ignore', 'inherit'] })
  const exited = once(psql, 'exit')
  let chunk = ''
  const flush = (): Promise<unknown> | undefined => {
    const ready = psql.stdin.write(chunk)
    chunk = ''
    return ready ? undefined : once(psql.stdin, 'drain')
  }
  return {
    write(line) {
      chunk += line
      return chunk.length < CHUNK ? undefined : flush()
    },
    async end() {
      psql.stdin.end(chunk)
      const [code] = await exited
      if (code !== 0) throw new Error(`psql could not copy into ${table}.`)
    },
  }
}
