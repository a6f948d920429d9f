// What the auditor found, the days that are sealed, and whose facts have expired. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_finding (
      id bigint generated always as identity primary key,
      found_at timestamptz not null default clock_timestamp(),
      kind text not null check (kind in ('edges', 'sums', 'seal')),
      subject text not null,
      detail jsonb not null,
      settled_at timestamptz,
      unique (kind, subject)
    )`.execute(db)
  await sql`
    create table audit_state (
      singleton boolean primary key default true check (singleton),
      checked_at timestamptz not null default clock_timestamp(),
      identities bigint not null default 0,
      sums bigint not null default 0,
      seals bigint not null default 0
    )`.execute(db)
  await sql`
    create table sealed_day (
      day integer not null,
      derivation text not null,
      recorded_before integer not null,
      sealed_at timestamptz not null default clock_timestamp(),
      edges bigint not null,
      digest text not null,
      model_version text not null,
      primary key (day, derivation)
    )`.execute(db)
  await sql`alter table identity add column facts_expired_at timestamptz`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table identity drop column facts_expired_at`.execute(db)
  await sql`drop table sealed_day, audit_state, audit_finding`.execute(db)
}
