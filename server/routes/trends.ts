// The course of all indicators and items at once: what leaders look at. Reading years is dear, so an answer serves everyone for a while.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { keepAnswers } from '../readings/kept-answers.ts'
import { readSpanTrends } from '../readings/span-trends.ts'
import { AreaText } from '../schemas/common.ts'
import { MOST_MONTHS, SpanTrends } from '../schemas/span-trends.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const KEEP_MS = 60_000
/** Areas and spans that are kept beside each other; the oldest gives way. */
const MOST_KEPT = 24
const USUAL_MONTHS = '12'

export const trendRoutes: Routes = async (app, { services }) => {
  const kept = keepAnswers<SpanTrends>({ most: MOST_KEPT })
  const end = services.workbench.bus.subscribe('configuration', () => kept.clear())
  app.addHook('onClose', async () => end())

  app.get('/trends', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'What moved over a span of months: every judged value with its course, its difference and what speaks against it, and every standing',
      querystring: Type.Object({
        area: AreaText,
        months: Type.Optional(Type.String({ pattern: '^([1-9]|[1-9][0-9]|1[01][0-9]|120)$', description: `1-${MOST_MONTHS}; ${USUAL_MONTHS} when left out. Up to 6 months are told by weeks, longer ones by months` })),
        ...ClocksQuery,
      }),
      response: { 200: SpanTrends },
    },
  }, async ({ query }) => {
    const context = contextOf(services)
    const area = areaOf(context, query.area)
    const { store: { db }, now: clock } = services.workbench
    const now = clock()
    const months = Number(query.months ?? USUAL_MONTHS)
    const read = async (): Promise<SpanTrends> => readSpanTrends(db, context, { area, months, now, clocks: await readClocks({ db, zone: context.city.zone, now }, query) })
    if (query.asOf !== undefined || query.knownAt !== undefined) return read()
    return kept.get(`${area}|${months}`, { now, forMs: KEEP_MS }, read)
  })
}
