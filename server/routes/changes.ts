// The latest changes that matter. Reading thirty days is dear, so an answer serves everyone for a while.
import Type from 'typebox'
import { readFeedConditions } from '../../db/feeds/feed-conditions.ts'
import { readControls } from '../../db/feeds/feed-controls.ts'
import { readOpenDrifts } from '../../db/feeds/feed-drifts.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { KnownAtQuery, readClocks } from '../clocks.ts'
import { readChanges } from '../readings/changes.ts'
import { Changes, type Change } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const KEEP_MS = 60_000
const MOST = 100

export const changeRoutes: Routes = async (app, { services }) => {
  const kept = new Map<string, { readonly until: number; readonly changes: Promise<Change[]> }>()
  const readNow = async (area: string, now: Instant): Promise<Change[]> => {
    const { db } = services.workbench.store
    const feeds = { conditions: await readFeedConditions(db), controls: await readControls(db), drifts: await readOpenDrifts(db) }
    return readChanges(db, contextOf(services), { area, now, limit: MOST, feeds })
  }
  const end = services.workbench.bus.subscribe('configuration', () => kept.clear())
  app.addHook('onClose', async () => end())

  app.get('/changes', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Standings that changed, lists that grew or shrank, feeds that stopped; newest first',
      querystring: Type.Object({
        area: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        asOf: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'The changes before this instant; now when left out' })),
        ...KnownAtQuery,
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1-100; 20 when left out' })),
      }),
      response: { 200: Changes },
    },
  }, async ({ query }) => {
    const context = contextOf(services)
    const area = areaOf(context, query.area)
    const now = services.workbench.now()
    if (query.asOf !== undefined || query.knownAt !== undefined) {
      const { db } = services.workbench.store
      const { asOf, knownAt } = await readClocks({ db, zone: context.city.zone, now }, query)
      return { changes: await readChanges(db, context, { area, now: Math.min(now, asOf), knownAt, limit: Number(query.limit ?? 20) }) }
    }
    let answer = kept.get(area)
    if (answer === undefined || answer.until <= now) {
      kept.set(area, (answer = { until: now + KEEP_MS, changes: readNow(area, now) }))
      answer.changes.catch(() => kept.delete(area))
    }
    return { changes: (await answer.changes).slice(0, Number(query.limit ?? 20)) }
  })
}
