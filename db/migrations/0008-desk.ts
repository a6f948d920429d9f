// The desk of an operations centre: which changes somebody has taken note of, and what one shift leaves to the next. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table acknowledgement (
      change text primary key check (char_length(change) <= 240),
      acknowledged_by text not null,
      acknowledged_at timestamptz not null
    )`.execute(db)
  await sql`create index acknowledgement_at on acknowledgement (acknowledged_at)`.execute(db)
  await sql`
    create table shift_note (
      id bigint generated always as identity primary key,
      handed_over_by text not null,
      began_at timestamptz not null,
      handed_over_at timestamptz not null,
      note text not null check (char_length(note) <= 2000),
      open_changes jsonb not null,
      confirmed_by text,
      confirmed_at timestamptz,
      check (began_at <= handed_over_at),
      check ((confirmed_by is null) = (confirmed_at is null)),
      check (confirmed_by is null or confirmed_by <> handed_over_by)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table shift_note, acknowledgement`.execute(db)
}
