// What `ctmm levels` prints, also for a command that finds the store held by this server.
import Type from 'typebox'
import { parseInstant } from '../instants.ts'
import { readLevels } from '../readings/levels.ts'
import { areaOf, contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

export const levelRoutes: Routes = async (app, { services }) => {
  app.get('/levels', {
    config: { access: 'local' },
    schema: {
      tags: ['levels'],
      summary: 'Every declared window of every indicator with its exact counts, and the standings, at an instant',
      querystring: Type.Object({ area: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })), asOf: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })) }),
      response: { 200: { description: 'Levels', content: { 'application/json': { schema: Type.Unknown() } } } },
    },
    serializerCompiler: () => (body) => String(body),
  }, async ({ query }, reply) => {
    const context = contextOf(services)
    const asOf = query.asOf === undefined ? services.workbench.now() : parseInstant(query.asOf, context.city.zone, 'asOf')
    return reply.type('application/json').send(await readLevels(services.workbench.store.db, context, areaOf(context, query.area), asOf))
  })
}
