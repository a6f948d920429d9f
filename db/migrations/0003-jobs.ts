// Several processes beside one store: who leads, and which jobs have been done for which period. Frozen: later changes are migrations of their own.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table lease (
      name text primary key,
      holder text,
      token bigint not null,
      renewed_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`
    create table job_run (
      job text not null,
      period text not null,
      state text not null check (state in ('running', 'failed', 'done')),
      token bigint not null,
      attempts integer not null check (attempts >= 1),
      started_at timestamptz not null,
      finished_at timestamptz,
      error text,
      detail jsonb,
      primary key (job, period),
      check ((state = 'running') = (finished_at is null))
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table job_run, lease`.execute(db)
}
