// One value of an indicator beside its bases of comparison. Levels are ordinals and have none.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { readComparisons } from '../readings/comparisons.ts'
import { Comparisons } from '../schemas/comparisons.ts'
import { areaOf, contextOf, indicatorOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const comparisonRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/comparisons', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'A value against the same time yesterday, the period before, the year before and the beginning of the year (较昨日同时, 环比, 同比, 较年初)',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ area: Text, population: Text, window: Text, ...ClocksQuery }),
      response: { 200: Comparisons },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const indicator = indicatorOf(context, params.code)
    const { store: { db }, now } = services.workbench
    const area = areaOf(context, query.area)
    const clocks = await readClocks({ db, zone: context.city.zone, now: now() }, query)
    return readComparisons(db, context, { indicator, area, clocks, population: query.population, window: query.window })
  })
}
