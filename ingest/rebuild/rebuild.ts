// Edges and sums made anew from what was said: after a change of calculations, zone or areas, after an upgrade, or when asked for.
import { sql } from 'kysely'
import { lastSealedDay } from '../../db/audit/seals.ts'
import { lockKnown, lockNext } from '../../db/facts/identities.ts'
import { lockAlone, lockShared } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { derivedWith, holdConfiguration } from '../../db/purpose.ts'
import { foldAll } from '../../db/rollups/fold.ts'
import { beginRebuild, endRebuild, findRebuild, moveRebuild } from '../../db/rollups/rebuilds.ts'
import { repairSums, sumAllAnew, type Days } from '../../db/rollups/recount.ts'
import { linkSums, readSeries, seriesText } from '../../db/rollups/series-keys.ts'
import { inTransaction } from '../../db/transactions.ts'
import { sumsOf } from '../../rules/edges/sums.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { EdgeRules } from '../intake/edge-rules.ts'
import { repairIdentities, type Repair } from './repair-identities.ts'

/** Identities of one transaction: enough to be quick, few enough that nobody waits long for their locks. */
const TOGETHER = 2_000

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly done: number
  readonly total: number
}

export interface Rebuilt {
  readonly identities: number
  /** Edges that were missing or too many. */
  readonly edges: number
  /** Sums of days that were wrong although their edges were right. */
  readonly sums: number
}

export type TellProgress = (progress: RebuildProgress) => void

/**
 * Hands the store over to these rules, in the transaction that changes the configuration (`change` says whether it did): sums are made anew where
 * areas lie otherwise, and a rebuild is begun where edges follow from something else. Returns what `change` returned. Intake waits meanwhile.
 */
export async function changeConfiguration<T>(db: Db, rules: EdgeRules, change: () => Promise<T>): Promise<T> {
  await lockAlone(db, 'configuration')
  const changed = await change()
  const store = await derivedWith(db)
  const { derivation, areas } = rules.configuration
  if (store === undefined || (store.derivation === derivation && store.areas === areas)) return changed
  await lockAlone(db, 'fold')
  if ((await db.selectFrom('identity').select('id').limit(1).executeTakeFirst()) === undefined) await db.updateTable('store').set({ derivation, areas }).execute()
  else if (store.derivation === derivation) await sumAnew(db, rules)
  else await beginAnew(db, rules)
  return changed
}

async function sumAnew(db: Db, rules: EdgeRules): Promise<void> {
  await linkAnew(db, rules)
  await sumAllAnew(db)
  await db.updateTable('store').set(rules.configuration).execute()
}

async function beginAnew(db: Db, rules: EdgeRules): Promise<void> {
  await linkAnew(db, rules)
  await beginRebuild(db, rules.configuration)
}

/** Notes anew which series adds to which sum. */
async function linkAnew(db: Db, rules: EdgeRules): Promise<void> {
  await db.deleteFrom('series_sum').execute()
  const known = await readSeries(db)
  const ids = new Map([...known].map(([id, series]) => [seriesText(series), id]))
  await linkSums(db, [...known.values()], ids, (one) => sumsOf(one, rules.areasOf, rules.root))
}

/** Sealed days do not change any more, so they are not made anew. */
export class SealedDaysError extends Error {
  override readonly name = 'SealedDaysError'
  constructor(lastDay: LocalDay) {
    super(`The days up to ${dayText(lastDay)} are sealed and are not made anew; what is recorded of them later stands beside them as an adjustment. Rebuild from ${dayText(lastDay + 1)} on: ctmm rebuild --from ${dayText(lastDay + 1)}.`)
  }
}

/** Makes every edge and sum anew. Throws SealedDaysError where days are sealed, ConfigurationChangedError where the store is derived with something else. Deliveries go on, and readings are incomplete until the end. Broken off, it goes on where it was. */
export async function rebuildAll(repair: Repair, tell?: TellProgress): Promise<Rebuilt> {
  const sealed = await lastSealedDay(repair.db, repair.rules.configuration.derivation)
  if (sealed !== undefined) throw new SealedDaysError(sealed)
  await inTransaction(repair.db, async (db) => {
    await lockAlone(db, 'configuration')
    await holdConfiguration(db, repair.rules.configuration)
    await lockAlone(db, 'fold')
    if ((await findRebuild(db)) === undefined) await beginAnew(db, repair.rules)
  })
  return goOnRebuilding(repair, tell)
}

/** Whether a rebuild has begun and not ended: readings are incomplete. */
export const isRebuilding = async (db: Db): Promise<boolean> => (await findRebuild(db)) !== undefined

/** Goes on with a rebuild that has begun, whoever began it; several processes may share the work. */
export async function goOnRebuilding(repair: Repair, tell: TellProgress = () => undefined): Promise<Rebuilt> {
  const { db } = repair
  const { total } = await db.selectFrom('identity').select((build) => build.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const sum = { identities: 0, edges: 0, sums: 0 }
  for (;;) {
    const step = await inTransaction(db, (transaction) => rebuildSome({ ...repair, db: transaction }))
    if (step === undefined) break
    repair.series.remember(step.numbers)
    sum.identities += step.identities
    sum.edges += step.edges
    tell({ done: Math.min(sum.identities, total), total })
  }
  await foldAll(db)
  return sum
}

async function rebuildSome(repair: Repair): Promise<{ readonly identities: number; readonly edges: number; readonly numbers: ReadonlyMap<string, number> } | undefined> {
  const { db, rules } = repair
  await lockShared(db, 'configuration')
  await holdConfiguration(db, rules.configuration)
  await lockAlone(db, 'fold')
  const begun = await findRebuild(db)
  if (begun === undefined) return undefined
  const identities = await lockNext(db, begun.last_identity, TOGETHER)
  const last = identities.at(-1)
  if (last === undefined) {
    await endRebuild(db)
    return undefined
  }
  const { edges, numbers } = await repairIdentities(repair, identities)
  await moveRebuild(db, last)
  return { identities: identities.length, edges: edges.length, numbers }
}

/**
 * Recounts some days in the city: their sums from the edges, and the edges of every identity that has one on these days or
 * was spoken of on them. Throws SealedDaysError for days that are sealed.
 */
export async function rebuildDays(repair: Repair, days: Days, tell: TellProgress = () => undefined): Promise<Rebuilt> {
  const { db, rules } = repair
  const sealed = await lastSealedDay(db, rules.configuration.derivation)
  if (sealed !== undefined && days.from <= sealed) throw new SealedDaysError(sealed)
  await foldAll(db)
  const identities = await identitiesOfDays(db, days, rules)
  let edges = 0
  for (let from = 0; from < identities.length; from += TOGETHER) {
    const wanted = identities.slice(from, from + TOGETHER)
    const repaired = await inTransaction(db, async (transaction) => {
      await lockShared(transaction, 'configuration')
      await holdConfiguration(transaction, rules.configuration)
      await lockAlone(transaction, 'fold')
      await lockKnown(transaction, wanted)
      return repairIdentities({ ...repair, db: transaction }, wanted)
    })
    repair.series.remember(repaired.numbers)
    edges += repaired.edges.length
    tell({ done: from + wanted.length, total: identities.length })
  }
  const sums = await inTransaction(db, async (transaction) => {
    await lockAlone(transaction, 'fold')
    const mended = await repairSums(transaction, days)
    // Other processes look at this row to learn that totals have to be taken afresh.
    if (mended + edges > 0) await transaction.updateTable('store').set((column) => ({ areas: column.ref('areas') })).execute()
    return mended
  })
  return { identities: identities.length, edges, sums }
}

async function identitiesOfDays(db: Db, days: Days, { zone }: EdgeRules): Promise<readonly number[]> {
  const from = new Date(zone.startOfDay(days.from)).toISOString()
  const to = new Date(zone.startOfDay(days.to + 1)).toISOString()
  const { rows } = await sql<{ identity: number }>`
    select told.identity from (
      select identity from edge where at >= ${from}::timestamptz and at < ${to}::timestamptz
      union select identity from revision where recorded_at >= ${from}::timestamptz and recorded_at < ${to}::timestamptz
      union select identity from retraction where recorded_at >= ${from}::timestamptz and recorded_at < ${to}::timestamptz
    ) as told join identity on identity.id = told.identity and identity.facts_expired_at is null order by told.identity`.execute(db)
  return rows.map(({ identity }) => identity)
}
