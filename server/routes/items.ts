// One item: its values and standing at an instant, and its standing over time, as intervals.
import Type from 'typebox'
import { findItem } from '../../rules/model/lookup.ts'
import { ClocksQuery, KnownAtQuery, readClocks } from '../clocks.ts'
import { ProblemError } from '../problem.ts'
import type { CityContext } from '../readings/city-context.ts'
import { readSnapshotAt } from '../readings/past.ts'
import { readRange } from '../readings/series-range.ts'
import { readStandingIntervals } from '../readings/standing-intervals.ts'
import { ItemReading } from '../schemas/item-reading.ts'
import { StandingIntervals } from '../schemas/trends.ts'
import { areaOf, contextOf } from '../services.ts'
import { askedFormat, sendTable, TAKE_AWAY_CONTENT, TakeAwayQuery } from '../take-away/send-table.ts'
import { valuesTable } from '../take-away/values-table.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

export const itemRoutes: Routes = async (app, { services }) => {
  app.get('/items/:id', {
    config: { access: 'local' },
    schema: {
      tags: ['levels'],
      summary: 'Values and standing of one item at an instant, as JSON or as a table to take away',
      params: Type.Object({ id: Type.String({ maxLength: 16 }) }),
      querystring: Type.Object({ area: Text, ...ClocksQuery, ...TakeAwayQuery }),
      response: { 200: { description: 'The item', content: { 'application/json': { schema: ItemReading }, ...TAKE_AWAY_CONTENT } } },
    },
  }, async ({ params, query, headers }, reply) => {
    const context = contextOf(services)
    const item = itemOf(context, params.id)
    const { store: { db }, now } = services.workbench
    const clocks = await readClocks({ db, zone: context.city.zone, now: now() }, query)
    const snapshot = await readSnapshotAt(db, context, areaOf(context, query.area), clocks)
    const format = askedFormat(query.format, headers.accept)
    if (format !== undefined) return sendTable(reply, valuesTable(context, { snapshot, clocks, language: query.lang ?? 'zh', item: item.id }), format)
    const codes = new Set(context.model.indicators.filter((indicator) => indicator.item === item.id).map(({ code }) => code))
    return {
      item: item.id, area: snapshot.area, asOf: snapshot.asOf, model: snapshot.model, known: { at: context.city.zone.format(clocks.known.at), provisional: clocks.known.provisional },
      values: snapshot.values.filter(({ indicator }) => codes.has(indicator)), standing: snapshot.standings.find((standing) => standing.item === item.id) ?? null,
    }
  })

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
    const item = itemOf(context, params.id)
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

function itemOf({ model }: CityContext, id: string): NonNullable<ReturnType<typeof findItem>> {
  const item = findItem(model, id)
  if (item === undefined) throw new ProblemError(404, `The model has no item ${id}.`, 'GET /api/v1/model lists the items and their ids.')
  return item
}
