// The standing of one item over time, as intervals.
import Type from 'typebox'
import { findItem } from '../../rules/model/lookup.ts'
import { parseInstant } from '../instants.ts'
import { ProblemError } from '../problem.ts'
import { readStandingIntervals } from '../readings/standing-intervals.ts'
import { StandingIntervals } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const itemRoutes: Routes = async (app, { services }) => {
  app.get('/items/:id/standings', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Intervals in which the standing of an item stayed the same, by the day',
      params: Type.Object({ id: Type.String({ maxLength: 16 }) }),
      querystring: Type.Object({ area: Text, from: Text, to: Text }),
      response: { 200: StandingIntervals },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const { zone } = context.city
    const item = findItem(context.model, params.id)
    if (item === undefined) throw new ProblemError(404, `The model has no item ${params.id}.`, 'GET /api/v1/model lists the items and their ids.')
    const now = services.workbench.now()
    const to = query.to === undefined ? now : Math.min(now, parseInstant(query.to, zone, 'to'))
    const from = query.from === undefined ? zone.startOfDay(zone.localDay(to) - 365) : parseInstant(query.from, zone, 'from')
    if (from > to || to - from > 1_200 * 86_400_000) throw new ProblemError(400, 'The range is empty or longer than 1,200 days.', 'Ask for another one.')
    return { intervals: await readStandingIntervals(services.workbench.store.db, context, { item: item.id, area: areaOf(context, query.area), from, to, now }) }
  })
}
