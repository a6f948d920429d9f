// The city and the model: names, areas, bounds, everything the pages draw with.
import { presentCity } from '../readings/present-city.ts'
import { City } from '../schemas/city.ts'
import { ModelSchema } from '../../rules/model/model-schema.ts'
import type { Routes } from './route-options.ts'

export const cityRoutes: Routes = async (app, { services }) => {
  app.get('/city', {
    config: { access: 'local' },
    schema: { summary: 'The city, its areas in administrative order and its bureaus', response: { 200: City } },
  }, async () => presentCity(services.assessor.context()))

  const model = JSON.stringify(services.model)
  const etag = `"${services.model.version}"`
  app.get('/model', {
    config: { access: 'local' },
    schema: { summary: 'The model in force: items, indicators, bounds with their clauses, calculations, characteristics, errata', response: { 200: { description: 'The model', content: { 'application/json': { schema: ModelSchema } } } } },
    serializerCompiler: () => (body) => (typeof body === 'string' ? body : JSON.stringify(body)),
  }, async (request, reply) => {
    reply.header('etag', encodeURI(etag)).header('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === encodeURI(etag)) return reply.code(304).send()
    return reply.type('application/json').send(model)
  })
}
