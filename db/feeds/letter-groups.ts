// Letters that wait, grouped by reason and field, with what their values look like.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { Bilingual, Settlement } from './dead-letters.ts'

export interface LetterGroup {
  readonly code: string
  readonly field: string
  readonly path: string | null
  readonly count: number
  readonly first: Instant
  readonly last: Instant
  /** Of the newest letter. */
  readonly reason: Bilingual
  readonly advice: Bilingual
  readonly confirmed: number
  readonly values: readonly Counted[]
  readonly shapes: readonly Counted[]
}

export interface Counted {
  readonly text: string
  readonly count: number
}

const MOST_GROUPS = 200
const MOST_VALUES = 8
const MOST_SHAPES = 5

/** The groups of a feed, the largest first; at most 200. */
export async function letterGroups(db: Db, feed: string): Promise<readonly LetterGroup[]> {
  const { rows } = await sql<Omit<LetterGroup, 'values' | 'shapes'>>`
    select waiting.code, waiting.field, newest.path, newest.reason, newest.advice, count, first, last, confirmed
    from (
      select code, field, count(*) as count, min(recorded_at) as first, max(recorded_at) as last, max(id) as newest, count(*) filter (where answer ->> 'verdict' = 'confirmed') as confirmed
      from dead_letter where feed = ${feed} and settled_at is null group by code, field order by count(*) desc, code, field limit ${MOST_GROUPS}
    ) as waiting join dead_letter as newest on newest.id = waiting.newest
    order by count desc, code, field`.execute(db)
  const values = await mostFrequent(db, feed, sql`value`, MOST_VALUES)
  const shapes = await mostFrequent(db, feed, SHAPE, MOST_SHAPES)
  return rows.map((row) => ({ ...row, values: values.get(nameOf(row)) ?? [], shapes: shapes.get(nameOf(row)) ?? [] }))
}

/** What a value looks like: 9 for digits, A for letters, 字 for Chinese characters. */
const SHAPE = sql`regexp_replace(regexp_replace(regexp_replace(value, '[A-Za-z]+', 'A', 'g'), '[0-9]+', '9', 'g'), '[\\u3400-\\u9fff]+', '字', 'g')`

const nameOf = ({ code, field }: { readonly code: string; readonly field: string }): string => `${code}\u0000${field}`

async function mostFrequent(db: Db, feed: string, text: typeof SHAPE, most: number): Promise<ReadonlyMap<string, readonly Counted[]>> {
  const { rows } = await sql<Counted & { code: string; field: string }>`
    select code, field, text, count from (
      select code, field, text, count(*) as count, row_number() over (partition by code, field order by count(*) desc, text) as place
      from (select code, field, ${text} as text from dead_letter where feed = ${feed} and settled_at is null) as letter group by code, field, text
    ) as counted where place <= ${most} order by code, field, place`.execute(db)
  return new Map([...Map.groupBy(rows, nameOf)].map(([name, counted]) => [name, counted.map(({ text: of, count }) => ({ text: of, count }))]))
}

/** How many letters of a feed were settled, by how. */
export async function countSettled(db: Db, feed: string): Promise<Readonly<Record<Settlement, number>>> {
  const rows = await db.selectFrom('dead_letter').select(({ fn }) => ['settled_because', fn.countAll<number>().as('count')]).where('feed', '=', feed).where('settled_at', 'is not', null).groupBy('settled_because').execute()
  const counts = { replayed: 0, dismissed: 0, answered: 0, 'delivered-again': 0, undone: 0 }
  for (const { settled_because: because, count } of rows) if (because !== null) counts[because] = count
  return counts
}
