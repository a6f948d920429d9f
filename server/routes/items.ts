// The standing of one item over time, as intervals.
import Type from 'typebox'
import { findItem } from '../../rules/model/lookup.ts'
import { KnownAtQuery, readClocks } from '../clocks.ts'
import { ProblemError } from '../problem.ts'
import { readRange } from '../readings/series-range.ts'
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
      summary: 'Intervals in which the standing of an item stayed the same: by the event where it was decided live, by the day elsewhere',
      params: Type.Object({ id: Type.String({ maxLength: 16 }) }),
      querystring: Type.Object({ area: Text, from: Text, to: Text, ...KnownAtQuery }),
      response: { 200: StandingIntervals },
    },
  }, async ({ params, query }) => {
    const context = contextOf(services)
    const { zone } = context.city
    const item = findItem(context.model, params.id)
    if (item === undefined) throw new ProblemError(404, `The model has no item ${params.id}.`, 'GET /api/v1/model lists the items and their ids.')
    const now = services.workbench.now()
    const { db } = services.workbench.store
    const { knownAt, known } = await readClocks({ db, zone, now }, query)
    const { from, to } = readRange({ zone, now, knownAt }, query)
    return {
      intervals: await readStandingIntervals(db, context, { item: item.id, area: areaOf(context, query.area), from, to, knownAt }),
      known: { at: zone.format(known.at), provisional: known.provisional },
    }
  })
}
