// The store's tables as Kysely sees them. Instants are milliseconds when read and ISO text when written.
import type { ColumnType, Generated } from 'kysely'
import type { AuditTables } from './audit/tables.ts'
import type { DeskTables } from './desk/tables.ts'
import type { LetterAnswer, Settlement } from './feeds/dead-letters.ts'
import type { FeedTables } from './feeds/tables.ts'
import type { JobTables } from './jobs/tables.ts'
import type { UndoTables } from './undo/tables.ts'

type Timestamp = ColumnType<number, string, string>
/** Set by the database unless it is given. */
type GeneratedTimestamp = ColumnType<number, string | undefined, string>
type NullableTimestamp = ColumnType<number | null, string | null, string | null>
/** JSON that is written as text. */
type Json<T> = ColumnType<T, string, string>

export interface StoreTable {
  readonly singleton: Generated<boolean>
  /** `demonstration` stores are marked on every screen and never hold real records. */
  purpose: 'city' | 'demonstration'
  /** Digest of what edges are derived with: calculations and zone. Stored sums mean nothing under another one. */
  derivation: Generated<string>
  /** Digest of which areas lie in which: summed series follow from it. */
  areas: Generated<string>
  created_at: GeneratedTimestamp
}

/** City files as applied; the newest one is in force, older ones stay. */
export interface CityFileTable {
  id: Generated<number>
  applied_at: GeneratedTimestamp
  digest: string
  text: string
}

/** Feed files as applied; the newest one of an id is in force. */
export interface FeedFileTable {
  id: Generated<number>
  feed: string
  applied_at: GeneratedTimestamp
  digest: string
  text: string
  /** Where the file lies, for paths in it; '' where it came from elsewhere. */
  file: Generated<string>
}

/** Where a feed stands: how far it has been read and what it has brought. */
export interface FeedStateTable {
  feed: string
  /** The feed's own place to go on from, opaque to the store. */
  cursor: Json<unknown>
  /** Up to this instant in the city the feed has been read completely. */
  covered_until: NullableTimestamp
  last_received_at: NullableTimestamp
  received: number
  stored: number
  duplicate: number
  rejected: number
}

/** One committed transaction of intake. `transaction_id` lets a reader find exactly the batches that its last look did not see. */
export interface IntakeBatchTable {
  id: Generated<number>
  feed: string
  transaction_id: ColumnType<string, never, never>
  recorded_at: GeneratedTimestamp
  /** Local day of `recorded_at`. */
  recorded_day: number | null
  received: number
  stored: number
  duplicate: number
  rejected: number
  /** How far the feed had been read after this batch. */
  covered_until: NullableTimestamp
  /** How far this batch alone says that the feed has been read. */
  covers_until: NullableTimestamp
  /** The undo that took something back with this batch; nothing was delivered by it. */
  undo: number | null
}

/** The one row per (source system, kind, business key) that intake locks. */
export interface IdentityTable {
  id: Generated<number>
  source: string
  kind: string
  key: string
  /** Not later than its first revision, so that looking one up leaves older chunks alone. */
  first_recorded_at: GeneratedTimestamp
  /** What was said of it has been deleted; its edges stay. */
  facts_expired_at: NullableTimestamp
}

/** Every statement a source made about an identity, never changed. */
export interface RevisionTable {
  identity: number
  batch: number
  recorded_at: Timestamp
  digest: string
  fact: Json<unknown>
}

/** The dates of full lists, each with the newest version among its rows. */
export interface ListDateTable {
  source: string
  kind: string
  observed_at: Timestamp
  version: number
}

/** What an edge or a sum belongs to. `series_window` is '' for the series that never forgets; `summed` ones are named by sums only. */
export interface SeriesKeyTable {
  id: Generated<number>
  summed: boolean
  calculation: string
  series_window: string
  segment: string
  cohort: number
  member_group: string
  area: string
  bureau: string
  source: string
}

/** Signed counts at the instant a state begins or ends in the city. */
export interface EdgeTable {
  series: number
  /** Local day of `at`. */
  day: number
  at: Timestamp
  recorded_at: Timestamp
  recorded_day: number
  batch: number
  identity: number
  entered: number
  met: number
  open: number
  open_start_ms: ColumnType<string, string, never>
  elapsed_ms: ColumnType<string, string, never>
}

/** Which summed series the edges of a series add to. */
export interface SeriesSumTable {
  series: number
  summed: number
}

/** Batches whose edges the sums do not hold yet. */
export interface UnfoldedTable {
  batch: number
  recorded_day: number
  edges: number
}

/** A full rebuild that has begun: what it derives with, and the last identity that it has dealt with. */
export interface RebuildTable {
  readonly singleton: Generated<boolean>
  derivation: string
  areas: string
  last_identity: number
  started_at: GeneratedTimestamp
}

interface CountsColumns {
  series: number
  entered: number
  met: number
  open: number
  open_start_ms: ColumnType<string, string, string>
  elapsed_ms: ColumnType<string, string, string>
}

/** Sums by local day in the city and local day of recording; months are year * 12 + month - 1. */
export interface RollupDayTable extends CountsColumns {
  day: number
  recorded_day: number
}

export interface RollupMonthTable extends CountsColumns {
  month: number
  recorded_month: number
}

export interface RollupYearTable extends CountsColumns {
  year: number
  recorded_year: number
}

/** Sums by hour since 1970, of the last weeks only. */
export interface RollupHourTable extends CountsColumns {
  hour: number
}

/** Samples that could not become facts, kept with their reason. */
export interface DeadLetterTable {
  id: Generated<number>
  feed: string
  batch: number
  recorded_at: Timestamp
  digest: string
  position: string
  sample: Json<unknown>
  field: string
  value: string
  code: string
  reason: Json<{ zh: string; en: string }>
  advice: Json<{ zh: string; en: string }>
  /** When it stopped to wait for mending, why (replayed, dismissed, answered), and the batch that took it in. */
  settled_at: NullableTimestamp
  settled_because: Settlement | null
  settled_batch: number | null
  /** Column or JSON Pointer in the source. */
  path: string | null
  settled_by: string | null
  settled_note: string | null
  /** What the bureau wrote into its check sheet. */
  answer: ColumnType<LetterAnswer | null, string | null | undefined, string | null>
  /** Characters that no store can hold were replaced in `sample`, so it is not quite what was received. */
  altered: Generated<boolean>
}

/** A standing as decided: when it changed and at each day's close. */
export interface StandingTable {
  id: Generated<number>
  area: string
  item: string
  /** The instant in the city that the standing is true at. */
  as_of: Timestamp
  recorded_at: GeneratedTimestamp
  cause: 'change' | 'day-close'
  model_version: string
  /** Digest of the calculations that it was decided with. */
  derivation: Generated<string>
  state: string
  proven: number | null
  ceiling: number
  /** Requirements, outcomes and the counts they were decided on. */
  grounds: Json<unknown>
}

export interface Tables extends JobTables, AuditTables, DeskTables, FeedTables, UndoTables {
  store: StoreTable
  city_file: CityFileTable
  feed_file: FeedFileTable
  feed_state: FeedStateTable
  intake_batch: IntakeBatchTable
  identity: IdentityTable
  revision: RevisionTable
  list_date: ListDateTable
  series_key: SeriesKeyTable
  edge: EdgeTable
  series_sum: SeriesSumTable
  unfolded: UnfoldedTable
  rebuild: RebuildTable
  rollup_hour: RollupHourTable
  rollup_day: RollupDayTable
  rollup_month: RollupMonthTable
  rollup_year: RollupYearTable
  dead_letter: DeadLetterTable
  standing: StandingTable
}
