// How feeds run, and what people ask of them: a reading, a pause, a back-fill, a comparison of counts.
import Type from 'typebox'
import { readRuns } from '../../db/feeds/feed-runs.ts'
import type { Range } from '../../ingest/adapters/adapter.ts'
import { parseDay } from '../../rules/time/calendar.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { askForBackFill, askForRun, askToCancel, controlOf, feedOf, pause, reconcile, resume, runOf } from '../feed-requests.ts'
import { parseInstant } from '../instants.ts'
import { presentRun } from '../readings/present-run.ts'
import { presentInstant } from '../readings/present-value.ts'
import { BecauseBody, FeedDecision, FeedRun, FeedRuns, RangeBody, Reconciliation, RunAsked } from '../schemas/feed-runs.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const FeedId = Type.Object({ id: Type.String({ maxLength: 64 }) })
const RunId = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })
const local = { access: 'local' } as const

export const feedRunRoutes: Routes = async (app, { services }) => {
  const zone = (): Zone => contextOf(services).city.zone

  app.get('/feeds/:id/runs', {
    config: local,
    schema: {
      tags: ['feeds'], summary: 'Readings of a feed, newest first', params: FeedId,
      querystring: Type.Object({
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$', description: '1-200; 20 when left out' })),
        before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Runs with a smaller id' })),
      }),
      response: { 200: FeedRuns },
    },
  }, async ({ params, query }) => {
    const runs = await readRuns(services.workbench.store.db, { feed: feedOf(services, params.id).id, limit: Number(query.limit ?? 20), before: query.before === undefined ? undefined : Number(query.before) })
    return { runs: runs.map((run) => presentRun(run, zone())) }
  })

  app.get('/runs/:id', { config: local, schema: { tags: ['feeds'], summary: 'One reading and how far it has come', params: RunId, response: { 200: FeedRun } } },
    async ({ params }) => presentRun(await runOf(services, Number(params.id)), zone()))

  app.post('/runs/:id/cancel', { config: local, schema: { tags: ['feeds'], summary: 'End a reading or a back-fill; what was taken in stays', params: RunId, response: { 200: FeedRun } } },
    async ({ params }) => presentRun(await askToCancel(services, Number(params.id)), zone()))

  app.post('/feeds/:id/run', { config: local, schema: { tags: ['feeds'], summary: 'Read a feed now', params: FeedId, response: { 200: RunAsked } } },
    async ({ params }) => ({ run: await askForRun(services, params.id) }))

  app.post('/feeds/:id/backfill', {
    config: local,
    schema: { tags: ['feeds'], summary: 'Read what changed in a range, month by month, newest first', params: FeedId, body: RangeBody, response: { 200: RunAsked } },
  }, async ({ params, body }) => ({ run: await askForBackFill(services, params.id, rangeOf(body, zone())) }))

  app.post('/feeds/:id/pause', {
    config: local,
    schema: { tags: ['feeds'], summary: 'Read nothing from a feed until it is resumed', params: FeedId, body: BecauseBody, response: { 200: FeedDecision } },
  }, async ({ params, body }) => {
    await pause(services, params.id, body.because)
    return decision(params.id)
  })

  app.post('/feeds/:id/resume', { config: local, schema: { tags: ['feeds'], summary: 'Read a paused feed again, now', params: FeedId, response: { 200: FeedDecision } } },
    async ({ params }) => {
      await resume(services, params.id)
      return decision(params.id)
    })

  app.post('/feeds/:id/reconcile', {
    config: local,
    schema: { tags: ['feeds'], summary: 'What the source counts beside what we keep of it', params: FeedId, body: Type.Partial(RangeBody), response: { 200: Reconciliation } },
  }, async ({ params, body: { from, to } }) => {
    const range = from === undefined || to === undefined ? undefined : rangeOf({ from, to }, zone())
    const { source, kept } = await reconcile(services, params.id, range)
    return {
      feed: params.id,
      source: { records: source.records, keys: source.keys ?? null, basis: { ...source.basis } },
      ours: { identities: kept, basis: { zh: '该数据源带来的不同业务编号数', en: 'Distinct business keys that the feed has brought' } },
      missing: source.keys === undefined ? null : Math.max(0, source.keys - kept),
    }
  })

  async function decision(feed: string) {
    const { pausedAt, pausedBecause } = await controlOf(services, feed)
    return { feed, pausedAt: presentInstant(zone(), pausedAt), pausedBecause }
  }
}

/** Instants of a range; a local day as its end counts whole. */
function rangeOf({ from, to }: { readonly from: string; readonly to: string }, zone: Zone): Range {
  const lastDay = /^\d{4}-\d{2}-\d{2}$/.test(to) ? parseDay(to) : undefined
  return { from: parseInstant(from, zone, 'from'), to: lastDay === undefined ? parseInstant(to, zone, 'to') : zone.startOfDay(lastDay + 1) }
}
