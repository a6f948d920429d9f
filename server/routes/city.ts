// The city and the model: names, areas, bounds, everything the pages draw with.
import Type from 'typebox'
import { presentCity } from '../readings/present-city.ts'
import { City } from '../schemas/city.ts'
import { ModelSchema, type Model } from '../../rules/model/model-schema.ts'
import type { Routes } from './route-options.ts'

export const cityRoutes: Routes = async (app, { services }) => {
  app.get('/city', {
    config: { access: 'local' },
    schema: { tags: ['city and model'], summary: 'The city, its areas in administrative order and its bureaus', response: { 200: City } },
  }, async () => presentCity(services.workbench.hasCity ? services.workbench.context : undefined))

  const text = JSON.stringify(services.workbench.model)
  const etag = `"${encodeURI(services.workbench.model.version)}"`
  app.get('/model', {
    config: { access: 'local' },
    schema: {
      tags: ['city and model'],
      summary: 'The model in force: items, indicators, bounds with their clauses, calculations, characteristics, errata',
      response: { 200: Type.Unsafe<Model>(ModelSchema), 304: Type.Null() },
    },
    // The model is large and never changes while the server runs: written once, sent as it is.
    serializerCompiler: () => () => text,
  }, async (request, reply) => {
    reply.header('etag', etag).header('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send(null)
    return reply.code(200).send(services.workbench.model)
  })
}
