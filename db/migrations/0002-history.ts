// A history that can be asked: edges carry their local day, sums are folded from a queue by day, month and year for every area, and batches say what they covered.
// Sums and edges are derived from revisions, so they are made anew empty; the store is then derived again. Frozen.
import { sql, type Kysely } from 'kysely'

const COUNTS = `
  entered integer not null,
  met integer not null,
  open integer not null,
  open_start_ms bigint not null,
  elapsed_ms bigint not null`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop table rollup_day, edge, series_key`.execute(db)
  await sql`
    create table series_key (
      id integer generated always as identity primary key,
      summed boolean not null,
      calculation text not null,
      series_window text not null,
      segment text not null,
      cohort integer not null,
      member_group text not null,
      area text not null,
      bureau text not null,
      source text not null,
      unique (summed, area, bureau, calculation, series_window, segment, cohort, member_group, source)
    )`.execute(db)
  await sql`
    create table series_sum (
      series integer not null,
      summed integer not null,
      primary key (series, summed)
    )`.execute(db)
  await sql`create index series_sum_summed on series_sum (summed)`.execute(db)
  await sql`
    create table edge (
      series integer not null,
      day integer not null,
      at timestamptz not null,
      recorded_at timestamptz not null,
      recorded_day integer not null,
      entered smallint not null,
      met smallint not null,
      batch bigint not null,
      identity bigint not null,
      open_start_ms bigint not null,
      elapsed_ms bigint not null,
      open smallint not null
    )`.execute(db)
  await sql`create index edge_at on edge (at)`.execute(db)
  await sql`create index edge_batch on edge (batch)`.execute(db)
  await sql`create index edge_identity on edge using brin (identity int8_minmax_multi_ops) with (pages_per_range = 16)`.execute(db)
  await sql`
    create table unfolded (
      batch bigint primary key,
      recorded_day integer not null,
      edges integer not null
    )`.execute(db)
  for (const [table, period] of [['rollup_day', 'day'], ['rollup_month', 'month'], ['rollup_year', 'year']] as const) {
    await sql`
      create table ${sql.table(table)} (
        series integer not null,
        ${sql.ref(period)} integer not null,
        ${sql.ref(`recorded_${period}`)} integer not null,
        ${sql.raw(COUNTS)},
        primary key (series, ${sql.ref(period)}, ${sql.ref(`recorded_${period}`)})
      )`.execute(db)
  }
  await sql`create index rollup_day_day on rollup_day (day)`.execute(db)
  await sql`create index rollup_day_recorded on rollup_day (recorded_day)`.execute(db)
  await sql`
    create table rollup_hour (
      series integer not null,
      hour integer not null,
      ${sql.raw(COUNTS)},
      primary key (series, hour)
    )`.execute(db)
  await sql`create index rollup_hour_hour on rollup_hour (hour)`.execute(db)

  await sql`
    create table rebuild (
      singleton boolean primary key default true check (singleton),
      derivation text not null,
      areas text not null,
      last_identity bigint not null,
      started_at timestamptz not null default now()
    )`.execute(db)

  await sql`alter table identity add column first_recorded_at timestamptz`.execute(db)
  await sql`
    update identity set first_recorded_at = coalesce(first, now())
    from (select identity.id, min(revision.recorded_at) as first from identity left join revision on revision.identity = identity.id group by identity.id) as known
    where known.id = identity.id`.execute(db)
  await sql`alter table identity alter column first_recorded_at set not null, alter column first_recorded_at set default now()`.execute(db)

  await sql`alter table intake_batch drop constraint intake_batch_pkey, alter column recorded_at set default clock_timestamp(), add column covered_until timestamptz, add column recorded_day integer`.execute(db)
  await sql`create index intake_batch_id on intake_batch (id)`.execute(db)
  await sql`create index intake_batch_feed on intake_batch (feed, recorded_at)`.execute(db)
  await sql`create index intake_batch_recorded on intake_batch (recorded_at)`.execute(db)

  await sql`alter table standing drop constraint standing_pkey, add column derivation text not null default ''`.execute(db)
  await sql`alter table store add column areas text not null default ''`.execute(db)
  await sql`update store set derivation = ''`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table store drop column areas`.execute(db)
  await sql`update store set derivation = ''`.execute(db)
  await plain(db, 'revision')
  await plain(db, 'standing')
  await sql`alter table standing drop column derivation, add primary key (id)`.execute(db)
  await plain(db, 'intake_batch')
  await sql`alter table intake_batch drop column covered_until, drop column recorded_day, alter column recorded_at set default now(), add primary key (id)`.execute(db)
  for (const index of ['intake_batch_id', 'intake_batch_feed', 'intake_batch_recorded']) await sql`drop index if exists ${sql.ref(index)}`.execute(db)
  await sql`alter table identity drop column first_recorded_at`.execute(db)
  for (const table of ['rebuild', 'rollup_hour', 'rollup_year', 'rollup_month', 'rollup_day', 'unfolded', 'edge', 'series_sum', 'series_key']) await sql`drop table ${sql.ref(table)}`.execute(db)
  await sql`
    create table series_key (
      id integer generated always as identity primary key,
      calculation text not null, series_window text not null, segment text not null, cohort integer not null,
      member_group text not null, area text not null, bureau text not null, source text not null,
      unique (calculation, series_window, segment, cohort, member_group, area, bureau, source)
    )`.execute(db)
  await sql`
    create table edge (
      series integer not null, at timestamptz not null, recorded_at timestamptz not null, batch bigint not null, identity bigint not null,
      entered smallint not null, met smallint not null, open smallint not null, open_start_ms bigint not null, elapsed_ms bigint not null
    )`.execute(db)
  await sql`create index edge_identity on edge (identity)`.execute(db)
  await sql`create index edge_at on edge (at)`.execute(db)
  await sql`create index edge_batch on edge (batch)`.execute(db)
  await sql`
    create table rollup_day (
      series integer not null, day integer not null, recorded_day integer not null,
      ${sql.raw(COUNTS)},
      primary key (series, day, recorded_day)
    )`.execute(db)
}

/** Writes a table anew without chunks of time, which forbid keys that do not name the instant. */
async function plain(db: Kysely<unknown>, table: string): Promise<void> {
  const { rows } = await sql<{ chunked: boolean }>`select exists (select from pg_extension where extname = 'timescaledb') as chunked`.execute(db)
  if (rows[0]?.chunked !== true) return
  const chunked = `${table}_chunked`
  await sql`alter table ${sql.ref(table)} rename to ${sql.ref(chunked)}`.execute(db)
  await sql`create table ${sql.ref(table)} (like ${sql.ref(chunked)} including defaults including constraints including identity including indexes)`.execute(db)
  await sql`insert into ${sql.ref(table)} overriding system value select * from ${sql.ref(chunked)}`.execute(db)
  await sql`drop table ${sql.ref(chunked)}`.execute(db)
}
