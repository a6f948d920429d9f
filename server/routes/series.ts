// The course of one indicator in one area, day by day.
import Type from 'typebox'
import { ProblemError } from '../problem.ts'
import { parseInstant } from '../instants.ts'
import { readSeriesOfDays } from '../readings/series.ts'
import { Series } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import { findIndicator } from '../../rules/model/lookup.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))
/** Three years of days and a little more. */
const MOST_DAYS = 1_200

export const seriesRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/series', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Daily values of an indicator; the judged window and the whole population unless others are named',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ area: Text, from: Text, to: Text, population: Text, window: Text }),
      response: { 200: Series },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const { zone } = context.city
    const indicator = findIndicator(context.model, params.code)
    if (indicator === undefined) throw new ProblemError(404, `The model has no indicator ${params.code}.`, 'GET /api/v1/model lists the indicators and their codes.')
    const now = services.workbench.now()
    const to = query.to === undefined ? now : Math.min(now, parseInstant(query.to, zone, 'to'))
    const from = query.from === undefined ? zone.startOfDay(zone.localDay(to) - 365) : parseInstant(query.from, zone, 'from')
    if (from > to) throw new ProblemError(400, `The range ends before it begins.`, 'Give a `from` that lies before `to`.')
    if (zone.localDay(to) - zone.localDay(from) > MOST_DAYS) throw new ProblemError(400, `The range is longer than ${MOST_DAYS} days.`, 'Ask for a shorter one.')
    return readSeriesOfDays(services.workbench.store.db, context, { indicator, area: areaOf(context, query.area), from, to, now, population: query.population, window: query.window })
  })
}
