// The store's tables as Kysely sees them. Instants are milliseconds when read and ISO text when written.
import type { ColumnType, Generated } from 'kysely'

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
  derivation: string
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
  received: number
  stored: number
  duplicate: number
  rejected: number
}

/** The one row per (source system, kind, business key) that intake locks. */
export interface IdentityTable {
  id: Generated<number>
  source: string
  kind: string
  key: string
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

/** What an edge belongs to; edges and rollups name it by number. `series_window` is '' for the series that never forgets. */
export interface SeriesKeyTable {
  id: Generated<number>
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
  at: Timestamp
  recorded_at: Timestamp
  batch: number
  identity: number
  entered: number
  met: number
  open: number
  open_start_ms: ColumnType<string, string, never>
  elapsed_ms: ColumnType<string, string, never>
}

/** Sums of edges by local day in the city and local day of recording. */
export interface RollupDayTable {
  series: number
  day: number
  recorded_day: number
  entered: number
  met: number
  open: number
  open_start_ms: ColumnType<string, string, string>
  elapsed_ms: ColumnType<string, string, string>
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
  state: string
  proven: number | null
  ceiling: number
  /** Requirements, outcomes and the counts they were decided on. */
  grounds: Json<unknown>
}

export interface Tables {
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
  rollup_day: RollupDayTable
  dead_letter: DeadLetterTable
  standing: StandingTable
}
