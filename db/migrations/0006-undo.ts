// Deliveries that can be taken back: who else said a statement, which lists were delivered, what is being undone; and what bureaus answered about dead letters. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table said_again (
      identity bigint not null,
      digest text not null,
      feed text not null,
      batches bigint[] not null,
      primary key (identity, digest, feed)
    )`.execute(db)
  await sql`
    create table list_delivery (
      batch bigint primary key,
      source text not null,
      kind text not null,
      observed_at timestamptz not null,
      version bigint not null,
      content text not null,
      same_as bigint
    )`.execute(db)
  await sql`create index list_delivery_list on list_delivery (source, kind, observed_at)`.execute(db)
  // Lists that were delivered before: what a batch named at the date of a list. Withdrawals are what it said by silence.
  await sql`
    insert into list_delivery (batch, source, kind, observed_at, version, content)
    select distinct on (revision.batch) revision.batch, identity.source, identity.kind, list_date.observed_at, max((fact ->> 'version')::bigint), ''
    from list_date
    join identity on identity.source = list_date.source and identity.kind = list_date.kind
    join revision on revision.identity = identity.id
    where (fact ->> 'observedAt')::bigint = floor(extract(epoch from list_date.observed_at) * 1000)::bigint and fact ->> 'withdrawn' is null
    group by revision.batch, identity.source, identity.kind, list_date.observed_at
    order by revision.batch, list_date.observed_at desc`.execute(db)
  await sql`create index list_delivery_same on list_delivery (same_as) where same_as is not null`.execute(db)
  await sql`
    create table undo (
      id bigint generated always as identity primary key,
      feed text not null,
      scope jsonb not null,
      because text not null,
      asked_by text,
      asked_at timestamptz not null default clock_timestamp(),
      ended_at timestamptz,
      batches bigint not null default 0,
      identities bigint not null default 0,
      done bigint not null default 0,
      statements bigint not null default 0,
      expired bigint not null default 0
    )`.execute(db)
  await sql`create index undo_feed on undo (feed, id)`.execute(db)
  await sql`
    create table undone_batch (
      batch bigint primary key,
      undo bigint not null
    )`.execute(db)
  await sql`create index undone_batch_undo on undone_batch (undo)`.execute(db)
  await sql`
    create table undo_identity (
      undo bigint not null,
      identity bigint not null,
      primary key (undo, identity)
    )`.execute(db)
  await sql`
    create table run_batch (
      run bigint not null,
      batch bigint not null,
      primary key (run, batch)
    )`.execute(db)
  await sql`create index retraction_recorded on retraction (recorded_at)`.execute(db)
  await sql`alter table intake_batch add column covers_until timestamptz, add column undo bigint`.execute(db)
  await sql`update intake_batch set covers_until = covered_until where covered_until is not null`.execute(db)
  await sql`create index dead_letter_batch on dead_letter (batch)`.execute(db)
  await sql`alter table dead_letter add column path text, add column settled_by text, add column settled_note text, add column answer jsonb, add column altered boolean not null default false`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index dead_letter_batch`.execute(db)
  await sql`alter table dead_letter drop column altered, drop column answer, drop column settled_note, drop column settled_by, drop column path`.execute(db)
  await sql`alter table intake_batch drop column undo, drop column covers_until`.execute(db)
  await sql`drop index retraction_recorded`.execute(db)
  await sql`drop table run_batch, undo_identity, undone_batch, undo, list_delivery, said_again`.execute(db)
}
