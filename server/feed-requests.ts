// What people ask of a feed: written to the store, so that whichever process reads the feed hears it, and told to this one's runner at once.
import { readControls, pauseFeed, resumeFeed } from '../db/feeds/feed-controls.ts'
import { askRun, cancelRun, findRun, readRuns, type FeedRun } from '../db/feeds/feed-runs.ts'
import { readSituation } from '../db/feeds/feed-situation.ts'
import { countKeysOf } from '../db/feeds/kept-keys.ts'
import type { Range } from '../ingest/adapters/adapter.ts'
import { adapterOf } from '../ingest/adapters/registry.ts'
import { identityKindOf } from '../ingest/feed-file/identity-kind.ts'
import type { Feed } from '../ingest/feed-file/feed.ts'
import { fileFormatOf } from '../ingest/formats/feed-format.ts'
import { newBackFill } from '../ingest/runner/back-fill.ts'
import { ProblemError } from './problem.ts'
import type { Services } from './services.ts'

const RECONCILE_WITHIN_MS = 120_000
/** A back-fill cuts its range into months; more of them are a mistake in a year. */
const LONGEST_BACK_FILL_MS = 12 * 366 * 86_400_000

/** The feed of an id. Throws ProblemError 404. */
export function feedOf({ workbench }: Services, id: string): Feed {
  const feed = workbench.context.feeds.find((one) => one.id === id)
  if (feed === undefined) throw new ProblemError(404, `There is no feed ${id}.`, 'GET /api/v1/feeds lists those there are.')
  return feed
}

/** Asks for a reading now; one that waits already is that reading. Returns its number. */
export async function askForRun(services: Services, id: string): Promise<number> {
  const feed = readable(services, id)
  const { workbench: { now, coordination: { db } }, runner } = services
  const run = (await readSituation(db, id)).asked ?? (await askRun(db, { feed: feed.id, trigger: 'asked', at: now() }))
  runner?.wake(id)
  return run
}

/** Asks for everything that changed in a range, month by month. Throws ProblemError 409 while another back-fill of the feed is open. */
export async function askForBackFill(services: Services, id: string, range: Range): Promise<number> {
  const feed = readable(services, id)
  const { workbench: { now, context: { city }, coordination: { db } }, runner } = services
  if (fileFormatOf(feed.adapter) !== undefined || feed.delivery === 'list') {
    throw new ProblemError(422, `${feed.id} is always read whole, so there is nothing to fill in by months.`, 'Run the feed, or hand over the older file.')
  }
  if (range.from >= range.to || range.from > now()) throw new ProblemError(422, 'The range is empty or begins in the future.', 'Give a from before to, both in the past.')
  if (range.to - range.from > LONGEST_BACK_FILL_MS) throw new ProblemError(422, 'The range is longer than twelve years.', 'Ask for it in parts.')
  const open = (await readRuns(db, { feed: id, limit: 200 })).find(({ trigger, state }) => trigger === 'back-fill' && (state === 'waiting' || state === 'running'))
  if (open !== undefined) throw new ProblemError(409, `Back-fill ${open.id} of ${id} has not ended.`, `Wait for it, or POST /api/v1/runs/${open.id}/cancel.`)
  const run = await askRun(db, { feed: id, trigger: 'back-fill', at: now(), detail: newBackFill({ from: range.from, to: Math.min(range.to, now()) }, city.zone) })
  runner?.wake(id)
  return run
}

/** A run by its number. Throws ProblemError 404. */
export async function runOf({ workbench }: Services, id: number): Promise<FeedRun> {
  const run = await findRun(workbench.coordination.db, id)
  if (run === undefined) throw new ProblemError(404, `There is no run ${id}.`, 'GET /api/v1/feeds/{id}/runs lists the runs of a feed.')
  return run
}

/** Asks a run to end; it does at its next heartbeat. Throws ProblemError 409 for one that has ended. */
export async function askToCancel(services: Services, id: number): Promise<FeedRun> {
  const { workbench: { now, coordination: { db } }, runner } = services
  const run = await runOf(services, id)
  if (!(await cancelRun(db, id, now()))) throw new ProblemError(409, `Run ${id} has ended (${run.state}).`, 'There is nothing left to cancel.')
  runner?.wake(run.feed)
  return runOf(services, id)
}

/** Nothing is read, and nothing listened to, until the feed is resumed. */
export async function pause(services: Services, id: string, because: string): Promise<void> {
  const { workbench: { now, coordination: { db } }, runner } = services
  await pauseFeed(db, { feed: feedOf(services, id).id, because, at: now() })
  runner?.wake(id)
}

export async function resume(services: Services, id: string): Promise<void> {
  await resumeFeed(services.workbench.coordination.db, feedOf(services, id).id)
  services.runner?.wake(id)
}

export async function controlOf({ workbench }: Services, id: string): Promise<{ readonly pausedAt: number | null; readonly pausedBecause: string | null }> {
  return (await readControls(workbench.coordination.db)).get(id) ?? { pausedAt: null, pausedBecause: null }
}

/** What the source counts beside what we keep of it. Throws FeedReadError, or ProblemError 422 where the source cannot count. */
export async function reconcile(services: Services, id: string, range: Range | undefined): Promise<{ readonly source: { readonly records: number; readonly keys?: number; readonly basis: { readonly zh: string; readonly en: string } }; readonly kept: number }> {
  const feed = feedOf(services, id)
  const { workbench: { now, secrets, context: { city }, store: { db } } } = services
  const adapter = adapterOf(feed.adapter.kind)
  if (adapter.reconcile === undefined) throw new ProblemError(422, `A source of the kind ${feed.adapter.kind} cannot say what it counts.`, 'Ask the bureau for its count and compare it with the counts of the feed.')
  await secrets.refresh()
  const source = await adapter.reconcile(feed, { secret: secrets.get, zone: city.zone, now, signal: AbortSignal.timeout(RECONCILE_WITHIN_MS), range })
  return { source, kept: await countKeysOf(db, { feed: feed.id, source: feed.source, kind: identityKindOf(feed), range }) }
}

function readable(services: Services, id: string): Feed {
  const feed = feedOf(services, id)
  if (adapterOf(feed.adapter.kind).read === undefined) throw new ProblemError(422, `${id} comes to us (${feed.adapter.kind}); there is nothing to read.`, 'Let the source send its records.')
  return feed
}
