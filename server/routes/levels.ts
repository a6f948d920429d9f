// What `ctmm levels` prints, also for a command that finds the store held by this server.
import Type from 'typebox'
import { ClocksQuery, readClocks } from '../clocks.ts'
import { AreaText } from '../schemas/common.ts'
import { readLevels } from '../readings/levels.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

export const levelRoutes: Routes = async (app, { services }) => {
  app.get('/levels', {
    config: { access: 'local' },
    schema: {
      tags: ['levels'],
      summary: 'Every declared window of every indicator with its exact counts, and the standings, at an instant',
      querystring: Type.Object({ area: AreaText, ...ClocksQuery }),
      response: { 200: { description: 'Levels', content: { 'application/json': { schema: Type.Unknown() } } } },
    },
    serializerCompiler: () => (body) => String(body),
  }, async ({ query }, reply) => {
    const context = contextOf(services)
    const { store: { db }, now } = services.workbench
    const clocks = await readClocks({ db, zone: context.city.zone, now: now() }, query)
    return reply.type('application/json').send(await readLevels(db, context, areaOf(context, query.area), clocks))
  })
}
