// The runner: runs that are asked for before they begin, runs that are asked to end, where a feed file lies, and what a source usually looks like. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table feed_run drop constraint feed_run_state_check`.execute(db)
  await sql`alter table feed_run add constraint feed_run_state_check check (state in ('waiting', 'running', 'done', 'failed', 'cancelled'))`.execute(db)
  await sql`alter table feed_run add column cancel_asked_at timestamptz`.execute(db)
  await sql`create index feed_run_open on feed_run (feed) where state in ('waiting', 'running')`.execute(db)
  await sql`alter table feed_file add column file text not null default ''`.execute(db)
  await sql`
    create table feed_profile (
      feed text primary key,
      profile jsonb not null,
      changed_at timestamptz not null default clock_timestamp()
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table feed_profile`.execute(db)
  await sql`alter table feed_file drop column file`.execute(db)
  await sql`drop index feed_run_open`.execute(db)
  await sql`delete from feed_run where state = 'waiting'`.execute(db)
  await sql`alter table feed_run drop column cancel_asked_at`.execute(db)
  await sql`alter table feed_run drop constraint feed_run_state_check`.execute(db)
  await sql`alter table feed_run add constraint feed_run_state_check check (state in ('running', 'done', 'failed', 'cancelled'))`.execute(db)
}
