// The course of one indicator in one area, as points or as a table.
import Type from 'typebox'
import { KnownAtQuery, readClocks } from '../clocks.ts'
import { readSeries } from '../readings/series.ts'
import { seriesCsv, seriesTable } from '../readings/series-csv.ts'
import { HOURS_REACH_DAYS, MOST_DAYS, readRange } from '../readings/series-range.ts'
import { RESOLUTIONS, Series } from '../schemas/trends.ts'
import { areaOf, contextOf, indicatorOf } from '../services.ts'
import { askedFormat, sendTable, TAKE_AWAY_CONTENT, TakeAwayQuery } from '../take-away/send-table.ts'
import type { Routes } from './route-options.ts'

const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }))

const RESOLUTION_HELP = `The value at the close of each; day when left out. Hours reach back ${HOURS_REACH_DAYS} days and are told as everything is known now. Weeks begin on Monday; periods are told whole. auto: hours up to 3 days, days up to 400, weeks up to 1,200, months beyond`

export const seriesRoutes: Routes = async (app, { services }) => {
  app.get('/indicators/:code/series', {
    config: { access: 'local' },
    schema: {
      tags: ['trends'],
      summary: 'Values of an indicator over time; the judged window and the whole population unless others are named',
      params: Type.Object({ code: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({
        area: Text,
        from: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'ISO 8601; a year before the end when left out' })),
        to: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: `ISO 8601; knownAt, or now, when left out. At most ${MOST_DAYS} days after from` })),
        resolution: Type.Optional(Type.Enum(['auto', ...RESOLUTIONS], { description: RESOLUTION_HELP })),
        population: Text,
        window: Text,
        ...KnownAtQuery,
        ...TakeAwayQuery,
      }),
      response: { 200: { description: 'The series', content: { 'application/json': { schema: Series }, ...TAKE_AWAY_CONTENT } } },
    },
  }, async ({ params, query, headers }, reply) => {
    const context = contextOf(services)
    const { zone } = context.city
    const indicator = indicatorOf(context, params.code)
    const now = services.workbench.now()
    const { db } = services.workbench.store
    const area = areaOf(context, query.area)
    const clocks = await readClocks({ db, zone, now }, query)
    const range = readRange({ zone, now, knownAt: clocks.knownAt }, query)
    const series = await readSeries(db, context, { indicator, area, range, clocks, population: query.population, window: query.window })
    const format = askedFormat(query.format, headers.accept)
    if (format === undefined) return series
    const language = query.lang ?? 'zh'
    if (format === 'xlsx') return sendTable(reply, seriesTable(context, { series, area, clocks, language }), format)
    const name = `${indicator.code}-${area}-${series.resolution}.csv`
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`).send(seriesCsv(context, series, language))
  })
}
