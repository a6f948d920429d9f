// How feeds run: the record of every run, what holds a feed up, secrets, tokens, uploaded files, filled forms, and statements that were taken back. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table feed_run (
      id bigint generated always as identity primary key,
      feed text not null,
      trigger text not null check (trigger in ('schedule', 'catch-up', 'asked', 'back-fill', 'upload')),
      state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
      process text not null,
      began_at timestamptz not null default clock_timestamp(),
      seen_at timestamptz not null default clock_timestamp(),
      ended_at timestamptz,
      received bigint not null default 0,
      stored bigint not null default 0,
      duplicate bigint not null default 0,
      rejected bigint not null default 0,
      covered_until timestamptz,
      problem jsonb,
      detail jsonb
    )`.execute(db)
  await sql`create index feed_run_feed on feed_run (feed, id)`.execute(db)
  await sql`
    create table feed_control (
      feed text primary key,
      paused_at timestamptz,
      paused_because text,
      removed_at timestamptz,
      failures integer not null default 0,
      retry_at timestamptz,
      problem jsonb,
      link text check (link in ('connecting', 'connected', 'lost')),
      link_at timestamptz
    )`.execute(db)
  await sql`
    create table feed_drift (
      id bigint generated always as identity primary key,
      feed text not null,
      kind text not null,
      field text not null,
      detail jsonb not null,
      holds boolean not null,
      began_at timestamptz not null default clock_timestamp(),
      seen_at timestamptz not null default clock_timestamp(),
      ended_at timestamptz,
      ended_because text
    )`.execute(db)
  await sql`create unique index feed_drift_open on feed_drift (feed, kind, field) where ended_at is null`.execute(db)
  await sql`alter table dead_letter add column settled_at timestamptz, add column settled_because text, add column settled_batch bigint`.execute(db)
  await sql`create index dead_letter_open on dead_letter (feed, code, field) where settled_at is null`.execute(db)
  await sql`
    create table secret (
      name text primary key,
      sealed text not null,
      key_id text not null,
      changed_at timestamptz not null default clock_timestamp()
    )`.execute(db)
  await sql`
    create table feed_token (
      id bigint generated always as identity primary key,
      feed text not null,
      label text not null,
      digest text not null unique,
      created_at timestamptz not null default clock_timestamp(),
      revoked_at timestamptz,
      last_used_at timestamptz
    )`.execute(db)
  await sql`
    create table push_answer (
      feed text not null,
      key text not null,
      body_digest text not null,
      answer jsonb not null,
      recorded_at timestamptz not null default clock_timestamp(),
      primary key (feed, key)
    )`.execute(db)
  await sql`create index push_answer_recorded on push_answer (recorded_at)`.execute(db)
  await sql`
    create table stored_file (
      id bigint generated always as identity primary key,
      feed text,
      purpose text not null check (purpose in ('delivery', 'evidence', 'answer')),
      name text not null,
      bytes bigint not null,
      sha256 text not null,
      stored_at timestamptz not null default clock_timestamp(),
      whole boolean not null default false
    )`.execute(db)
  await sql`
    create table stored_file_part (
      file bigint not null,
      number integer not null,
      content bytea not null,
      primary key (file, number)
    )`.execute(db)
  await sql`
    create table manual_entry (
      id bigint generated always as identity primary key,
      feed text not null,
      record jsonb not null,
      as_of timestamptz not null,
      evidence bigint,
      note text not null default '',
      entered_by text not null,
      entered_at timestamptz not null default clock_timestamp(),
      state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'returned')),
      decided_by text,
      decided_at timestamptz,
      decision_note text,
      batch bigint,
      check (decided_by is null or decided_by <> entered_by)
    )`.execute(db)
  await sql`create index manual_entry_feed on manual_entry (feed, id)`.execute(db)
  await sql`
    create table retraction (
      identity bigint not null,
      digest text not null,
      batch bigint not null,
      taken_back_by bigint not null,
      recorded_at timestamptz not null,
      primary key (identity, digest, batch)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table retraction, manual_entry, stored_file_part, stored_file, push_answer, feed_token, secret, feed_drift, feed_control, feed_run`.execute(db)
  await sql`drop index dead_letter_open`.execute(db)
  await sql`alter table dead_letter drop column settled_batch, drop column settled_because, drop column settled_at`.execute(db)
}
