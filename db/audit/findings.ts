// What the auditor found and how much it has looked at.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'

export type FindingKind = 'edges' | 'sums' | 'seal'

export interface Finding {
  readonly kind: FindingKind
  readonly subject: string
  readonly detail: unknown
}

export interface KeptFinding extends Finding {
  readonly foundAt: Instant
}

export interface AuditState {
  /** Null before the first look. */
  readonly checkedAt: Instant | null
  readonly identities: number
  readonly sums: number
  readonly seals: number
  /** Differences that no later look has found gone. */
  readonly open: number
}

/** Notes what one look found; a difference that was noted before keeps its first instant. */
export async function noteFindings(db: Db, findings: readonly Finding[]): Promise<void> {
  for (const { kind, subject, detail } of findings) {
    await sql`
      insert into audit_finding as known (kind, subject, detail) values (${kind}, ${subject}, ${JSON.stringify(detail)}::text::jsonb)
      on conflict (kind, subject) do update set
        detail = excluded.detail, settled_at = null, found_at = case when known.settled_at is null then known.found_at else clock_timestamp() end`.execute(db)
  }
}

/** Settles what a later look no longer finds. */
export async function settleFinding(db: Db, kind: FindingKind, subject: string): Promise<void> {
  await sql`update audit_finding set settled_at = clock_timestamp() where kind = ${kind} and subject = ${subject} and settled_at is null`.execute(db)
}

export async function openFindings(db: Db, limit = 100): Promise<readonly KeptFinding[]> {
  const rows = await db.selectFrom('audit_finding').select(['kind', 'subject', 'detail', 'found_at']).where('settled_at', 'is', null).orderBy('found_at').limit(limit).execute()
  return rows.map(({ found_at: foundAt, ...row }) => ({ ...row, foundAt }))
}

/** Adds to what has been looked at. */
export async function noteChecks(db: Db, checks: { readonly identities?: number; readonly sums?: number; readonly seals?: number }): Promise<void> {
  const [identities, sums, seals] = [checks.identities ?? 0, checks.sums ?? 0, checks.seals ?? 0]
  await sql`
    insert into audit_state as known (identities, sums, seals) values (${identities}::bigint, ${sums}::bigint, ${seals}::bigint)
    on conflict (singleton) do update set checked_at = clock_timestamp(),
      identities = known.identities + excluded.identities, sums = known.sums + excluded.sums, seals = known.seals + excluded.seals`.execute(db)
}

export async function readAuditState(db: Db): Promise<AuditState> {
  const state = await db.selectFrom('audit_state').selectAll().executeTakeFirst()
  const { open } = await db.selectFrom('audit_finding').select((build) => build.fn.countAll<number>().as('open')).where('settled_at', 'is', null).executeTakeFirstOrThrow()
  return { checkedAt: state?.checked_at ?? null, identities: state?.identities ?? 0, sums: state?.sums ?? 0, seals: state?.seals ?? 0, open }
}
