// One indicator over the areas of the city, in administrative order: a value and its counts, never a level.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { readAreaValues } from '../readings/area-values.ts'
import { AreaValues } from '../schemas/trends.ts'
import { areaOf, contextOf, indicatorOf } from '../services.ts'
import { areasTable } from '../take-away/areas-table.ts'
import { askedFormat, sendTable, TAKE_AWAY_CONTENT, TakeAwayQuery } from '../take-away/send-table.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const areaRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/areas', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'The judged value of an indicator in the areas below a parent, and in the zones of the city',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ parent: Text, population: Text, ...ClocksQuery, ...TakeAwayQuery }),
      response: { 200: { description: 'Values by area', content: { 'application/json': { schema: AreaValues }, ...TAKE_AWAY_CONTENT } } },
    },
  }, async ({ params, query, headers }, reply) => {
    const context = contextOf(services)
    const { city } = context
    const indicator = indicatorOf(context, params.code)
    const parent = areaOf(context, query.parent)
    const { store: { db }, now } = services.workbench
    const clocks = await readClocks({ db, zone: city.zone, now: now() }, query)
    const values = await readAreaValues(db, context, { indicator, parent, clocks, population: query.population })
    const format = askedFormat(query.format, headers.accept)
    return format === undefined ? { values } : sendTable(reply, areasTable(context, { indicator, parent, values, clocks, language: query.lang ?? 'zh' }), format)
  })
}
