// The cases behind a mean by how long they took. An answer reads every case of the window, so it serves everyone for a minute.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { readDistribution } from '../readings/distribution.ts'
import { keepAnswers } from '../readings/kept-answers.ts'
import { Distribution } from '../schemas/distribution.ts'
import { areaOf, contextOf, indicatorOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

const KEEP_MS = 60_000
const MOST_KEPT = 100

export const distributionRoutes: Routes = async (app, { services }) => {
  const kept = keepAnswers<Distribution>({ most: MOST_KEPT, oneAtATime: true })
  const end = services.workbench.bus.subscribe('configuration', () => kept.clear())
  app.addHook('onClose', async () => end())

  app.get('/indicators/:code/distribution', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'How long each case behind a mean took: exact counts by duration with mean, median and ninth tenth; at most a minute old',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ area: Text, population: Text, window: Text, ...ClocksQuery }),
      response: { 200: Distribution },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const indicator = indicatorOf(context, params.code)
    const { store: { db }, now } = services.workbench
    const area = areaOf(context, query.area)
    const at = now()
    const clocks = await readClocks({ db, zone: context.city.zone, now: at }, query)
    const key = JSON.stringify([indicator.code, area, query.population, query.window, query.asOf, query.knownAt])
    return kept.get(key, { now: at, forMs: KEEP_MS }, () => readDistribution(db, context, { indicator, area, clocks, population: query.population, window: query.window }))
  })
}
