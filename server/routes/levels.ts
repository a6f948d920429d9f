// What `ctmm levels` prints, also for a command that finds the store held by this server.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { AreaText } from '../schemas/common.ts'
import { readLevels } from '../readings/levels.ts'
import { readSnapshotAt } from '../readings/past.ts'
import { areaOf, contextOf } from '../services.ts'
import { askedFormat, sendTable, TAKE_AWAY_CONTENT, TakeAwayQuery } from '../take-away/send-table.ts'
import { valuesTable } from '../take-away/values-table.ts'
import type { Routes } from './route-options.ts'

export const levelRoutes: Routes = async (app, { services }) => {
  app.get('/levels', {
    config: { access: 'local' },
    schema: {
      tags: ['levels'],
      summary: 'Every declared window of every indicator with its exact counts, and the standings, at an instant',
      querystring: Type.Object({ area: AreaText, ...ClocksQuery, ...TakeAwayQuery }),
      response: { 200: { description: 'Levels', content: { 'application/json': { schema: Type.Unknown() }, ...TAKE_AWAY_CONTENT } } },
    },
    serializerCompiler: () => (body) => String(body),
  }, async ({ query, headers }, reply) => {
    const context = contextOf(services)
    const { store: { db }, now } = services.workbench
    const clocks = await readClocks({ db, zone: context.city.zone, now: now() }, query)
    const format = askedFormat(query.format, headers.accept)
    if (format !== undefined) {
      const snapshot = await readSnapshotAt(db, context, areaOf(context, query.area), clocks)
      return sendTable(reply, valuesTable(context, { snapshot, clocks, language: query.lang ?? 'zh' }), format)
    }
    return reply.type('application/json').send(await readLevels(db, context, areaOf(context, query.area), clocks))
  })
}
