// What a person asks of an undo, whoever works it off: begin it, see how far it has come.
import { sql } from 'kysely'
import type { Db } from '../../db/open-store.ts'
import type { UndoScope } from '../../db/undo/scope.ts'
import { findUndo, type KeptUndo } from '../../db/undo/queue.ts'
import { beginUndo } from '../../ingest/undo/undo.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'
import { presentInstant } from '../readings/present-value.ts'
import type { Undoing, UndoAsked } from '../schemas/undo.ts'
import type { Workbench } from '../workbench.ts'

/** Throws ProblemError 404 for a feed that has never delivered anything; one that is no longer in force may still be taken back. */
export async function requireFeedWithPast(workbench: Workbench, feed: string): Promise<void> {
  if (workbench.context.feeds.some(({ id }) => id === feed)) return
  const { rows } = await sql<{ any: boolean }>`select exists (select from intake_batch where feed = ${feed}) as any`.execute(workbench.store.db)
  if (rows[0]?.any !== true) throw new ProblemError(404, `There is no feed ${feed}, and nothing was ever delivered by it.`, 'GET /api/v1/feeds lists the feeds.')
}

/** Throws ProblemError 400 for instants that are none, or that are in the wrong order; 404 for a run that is not of this feed. */
export async function readScope(db: Db, zone: Zone, feed: string, scope: UndoAsked['scope']): Promise<UndoScope> {
  switch (scope.kind) {
    case 'all':
      return scope
    case 'time': {
      const [from, to] = [parseInstant(scope.from, zone, 'from'), parseInstant(scope.to, zone, 'to')]
      if (to <= from) throw new ProblemError(400, `${scope.to} does not come after ${scope.from}.`, 'Give the earlier instant as `from`; `to` is not included.')
      return { kind: 'time', from, to }
    }
    case 'batches':
      if (scope.to < scope.from) throw new ProblemError(400, `Batch ${scope.to} comes before ${scope.from}.`, 'Give the lower number as `from`; both are included.')
      return scope
    case 'run': {
      const run = await db.selectFrom('feed_run').select('id').where('id', '=', scope.run).where('feed', '=', feed).executeTakeFirst()
      if (run === undefined) throw new ProblemError(404, `Feed ${feed} has no run ${scope.run}.`, 'Take a number from the runs of this feed, or name a time.')
      return scope
    }
  }
}

/** Begins an undo. Throws ProblemError 400 without a reason. */
export async function askUndo(workbench: Workbench, feed: string, { scope, because, by }: UndoAsked): Promise<KeptUndo> {
  if (because === undefined || because.trim() === '') throw new ProblemError(400, 'Why is missing: what is taken back stays on record with its reason.', 'Send `because`, or `preview: true` to see what would change.')
  const { repair, context } = workbench
  const meant = await readScope(repair.db, context.city.zone, feed, scope)
  const begun = await beginUndo(repair, { feed, scope: meant, because: because.trim(), by: by ?? null })
  workbench.tellTakenBack(feed)
  return (await findUndo(repair.db, begun.undo)) ?? lost(begun.undo)
}

function lost(undo: number): never {
  throw new Error(`The store does not know the undo ${undo} that has just begun.`)
}

export function presentUndo(zone: Zone, { scope, askedAt, endedAt, identities, done, ...undo }: KeptUndo): Undoing {
  return {
    ...undo,
    state: endedAt === null ? 'running' : 'done',
    scope: scope.kind === 'time' ? { kind: 'time', from: zone.format(scope.from), to: zone.format(scope.to) } : { ...scope },
    askedAt: zone.format(askedAt),
    endedAt: presentInstant(zone, endedAt),
    identities: { done, total: identities },
  }
}
