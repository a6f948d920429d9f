// The first shape of the store. Frozen: later changes are migrations of their own.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store (
      singleton boolean primary key default true check (singleton),
      purpose text not null check (purpose in ('city', 'demonstration')),
      derivation text not null,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`
    create table city_file (
      id bigint generated always as identity primary key,
      applied_at timestamptz not null default now(),
      digest text not null,
      text text not null
    )`.execute(db)
  await sql`
    create table feed_file (
      id bigint generated always as identity primary key,
      feed text not null,
      applied_at timestamptz not null default now(),
      digest text not null,
      text text not null
    )`.execute(db)
  await sql`create index feed_file_feed on feed_file (feed, id desc)`.execute(db)
  await sql`
    create table feed_state (
      feed text primary key,
      cursor jsonb not null default 'null',
      covered_until timestamptz,
      last_received_at timestamptz,
      received bigint not null default 0,
      stored bigint not null default 0,
      duplicate bigint not null default 0,
      rejected bigint not null default 0,
      check (received = stored + duplicate + rejected)
    )`.execute(db)
  await sql`
    create table intake_batch (
      id bigint generated always as identity primary key,
      feed text not null,
      transaction_id xid8 not null default pg_current_xact_id(),
      recorded_at timestamptz not null default now(),
      received integer not null,
      stored integer not null,
      duplicate integer not null,
      rejected integer not null,
      check (received = stored + duplicate + rejected)
    )`.execute(db)
  await sql`create index intake_batch_transaction on intake_batch (transaction_id)`.execute(db)
  await sql`
    create table identity (
      id bigint generated always as identity primary key,
      source text not null,
      kind text not null,
      key text not null,
      unique (source, kind, key)
    )`.execute(db)
  await sql`
    create table revision (
      identity bigint not null,
      batch bigint not null,
      recorded_at timestamptz not null,
      digest text not null,
      fact jsonb not null
    )`.execute(db)
  await sql`create index revision_identity on revision (identity)`.execute(db)
  await sql`
    create table list_date (
      source text not null,
      kind text not null,
      observed_at timestamptz not null,
      version bigint not null,
      primary key (source, kind, observed_at)
    )`.execute(db)
  await sql`
    create table series_key (
      id integer generated always as identity primary key,
      calculation text not null,
      series_window text not null,
      segment text not null,
      cohort integer not null,
      member_group text not null,
      area text not null,
      bureau text not null,
      source text not null,
      unique (calculation, series_window, segment, cohort, member_group, area, bureau, source)
    )`.execute(db)
  await sql`
    create table edge (
      series integer not null,
      at timestamptz not null,
      recorded_at timestamptz not null,
      batch bigint not null,
      identity bigint not null,
      entered smallint not null,
      met smallint not null,
      open smallint not null,
      open_start_ms bigint not null,
      elapsed_ms bigint not null
    )`.execute(db)
  await sql`create index edge_identity on edge (identity)`.execute(db)
  await sql`create index edge_at on edge (at)`.execute(db)
  await sql`create index edge_batch on edge (batch)`.execute(db)
  await sql`
    create table rollup_day (
      series integer not null,
      day integer not null,
      recorded_day integer not null,
      entered integer not null,
      met integer not null,
      open integer not null,
      open_start_ms bigint not null,
      elapsed_ms bigint not null,
      primary key (series, day, recorded_day)
    )`.execute(db)
  await sql`
    create table dead_letter (
      id bigint generated always as identity primary key,
      feed text not null,
      batch bigint not null,
      recorded_at timestamptz not null,
      digest text not null,
      position text not null,
      sample jsonb not null,
      field text not null,
      value text not null,
      code text not null,
      reason jsonb not null,
      advice jsonb not null,
      unique (feed, digest)
    )`.execute(db)
  await sql`
    create table standing (
      id bigint generated always as identity primary key,
      area text not null,
      item text not null,
      as_of timestamptz not null,
      recorded_at timestamptz not null default now(),
      cause text not null check (cause in ('change', 'day-close')),
      model_version text not null,
      state text not null,
      proven smallint,
      ceiling smallint not null,
      grounds jsonb not null
    )`.execute(db)
  await sql`create index standing_area_item on standing (area, item, as_of desc, id desc)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table standing, dead_letter, rollup_day, edge, series_key, list_date, revision, identity,
      intake_batch, feed_state, feed_file, city_file, store`.execute(db)
}
