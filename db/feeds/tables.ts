// The tables of how feeds run, as Kysely sees them.
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<number, string | undefined, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
/** JSON that is written as text. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>

/** Why something did not go: a code of a closed set, and what to do. */
export interface StoredProblem {
  readonly code: string
  readonly zh: string
  readonly en: string
}

/** One reading of a source. `seen_at` moves while it runs, so that one whose process died is told from one that is slow. */
export interface FeedRunTable {
  id: Generated<number>
  feed: string
  trigger: 'schedule' | 'catch-up' | 'asked' | 'back-fill' | 'upload'
  /** `waiting`: asked for and not begun, or a back-fill between two of its parts. */
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  process: string
  began_at: Timestamp
  seen_at: Timestamp
  ended_at: NullableTimestamp
  received: Generated<number>
  stored: Generated<number>
  duplicate: Generated<number>
  rejected: Generated<number>
  covered_until: NullableTimestamp
  problem: NullableJson<StoredProblem>
  /** What the trigger adds: the range and progress of a back-fill, the file of an upload. */
  detail: NullableJson<unknown>
  /** Somebody wants it to end; noticed at its next heartbeat. */
  cancel_asked_at: NullableTimestamp
}

/** What people and failures have decided about a feed; a feed without a row runs. */
export interface FeedControlTable {
  feed: string
  paused_at: NullableTimestamp
  paused_because: string | null
  removed_at: NullableTimestamp
  /** Runs in a row that failed. */
  failures: Generated<number>
  /** Not read again before. */
  retry_at: NullableTimestamp
  /** Of the last run or connection, while it lasts. */
  problem: NullableJson<StoredProblem>
  /** Of a source that we stay connected to. */
  link: 'connecting' | 'connected' | 'lost' | null
  link_at: NullableTimestamp
}

/** A source that is not what was agreed. `holds`: its deliveries are not taken until it ends or a person says that it is right. */
export interface FeedDriftTable {
  id: Generated<number>
  feed: string
  kind: string
  /** Column or key; '' for the delivery as a whole. */
  field: string
  detail: Json<unknown>
  holds: boolean
  began_at: Timestamp
  seen_at: Timestamp
  ended_at: NullableTimestamp
  ended_because: string | null
}

/** What a source usually looks like, so that what differs is noticed. */
export interface FeedProfileTable {
  feed: string
  profile: Json<unknown>
  changed_at: Timestamp
}

/** A secret, encrypted; `key_id` tells which key opens it. */
export interface SecretTable {
  name: string
  sealed: string
  key_id: string
  changed_at: Timestamp
}

/** A token that a pushing source shows; only its digest is kept. */
export interface FeedTokenTable {
  id: Generated<number>
  feed: string
  label: string
  digest: string
  created_at: Timestamp
  revoked_at: NullableTimestamp
  last_used_at: NullableTimestamp
}

/** What was answered to a push with an Idempotency-Key. */
export interface PushAnswerTable {
  feed: string
  key: string
  body_digest: string
  answer: Json<unknown>
  recorded_at: Timestamp
}

/** An original as it was handed over, in parts of at most 1 MiB. */
export interface StoredFileTable {
  id: Generated<number>
  feed: string | null
  purpose: 'delivery' | 'evidence' | 'answer'
  name: string
  bytes: number
  /** Hexadecimal, of the whole content. */
  sha256: string
  stored_at: Timestamp
  whole: Generated<boolean>
}

export interface StoredFilePartTable {
  file: number
  number: number
  content: ColumnType<Uint8Array, Uint8Array, never>
}

/** A filled form: entered by one person, a fact once another has confirmed it. */
export interface ManualEntryTable {
  id: Generated<number>
  feed: string
  record: Json<unknown>
  as_of: ColumnType<number, string, string>
  evidence: number | null
  note: Generated<string>
  entered_by: string
  entered_at: Timestamp
  state: Generated<'waiting' | 'confirmed' | 'returned'>
  decided_by: string | null
  decided_at: NullableTimestamp
  decision_note: string | null
  batch: number | null
}

/** A statement that is no longer counted: what brought it was undone. It stays, and readings of before still know it. */
export interface RetractionTable {
  identity: number
  digest: string
  /** The batch that had brought it. */
  batch: number
  taken_back_by: number
  recorded_at: ColumnType<number, string, never>
}

export interface FeedTables {
  feed_run: FeedRunTable
  feed_control: FeedControlTable
  feed_drift: FeedDriftTable
  feed_profile: FeedProfileTable
  secret: SecretTable
  feed_token: FeedTokenTable
  push_answer: PushAnswerTable
  stored_file: StoredFileTable
  stored_file_part: StoredFilePartTable
  manual_entry: ManualEntryTable
  retraction: RetractionTable
}
