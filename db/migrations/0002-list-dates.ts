// The dates of full lists, so that a list that arrives late knows which newer ones do not name its entries. Frozen.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table list_date (
      source text not null,
      kind text not null,
      observed_at timestamptz not null,
      version bigint not null,
      primary key (source, kind, observed_at)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table list_date`.execute(db)
}
