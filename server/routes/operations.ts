// What commands ask of a server that holds the store: apply files.
import Type from 'typebox'
import { CityFileError } from '../../rules/city/read-city.ts'
import { findCityFile } from '../../db/city/city-files.ts'
import { PurposeError } from '../../db/purpose.ts'
import { ProblemError } from '../problem.ts'
import { audit, rebuild } from '../rebuild-days.ts'
import { AuditAnswer, RebuiltAnswer } from '../schemas/audit.ts'
import { FeedFileError } from '../workbench.ts'
import type { Routes } from './route-options.ts'

const File = Type.Object({ text: Type.String({ maxLength: 4_000_000 }), fileName: Type.String({ maxLength: 1_000 }) }, { additionalProperties: false })

const Day = Type.Optional(Type.String({ maxLength: 10, description: 'A local day, such as 2026-06-30' }))

export const operationRoutes: Routes = async (app, { services }) => {
  const { workbench } = services

  app.get('/city/file', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'The city file in force, as it was applied', response: { 200: Type.Object({ text: Type.Union([Type.String(), Type.Null()]) }) } },
  }, async () => ({ text: (await findCityFile(workbench.store.db))?.text ?? null }))

  app.post('/city/file', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'Apply a city file', body: File, response: { 200: Type.Object({ changed: Type.Boolean(), areas: Type.Integer(), bureaus: Type.Integer() }) } },
  }, async ({ body }) => {
    const { changed, context } = await workbench.applyCity(body.text, body.fileName).catch(refuse)
    return { changed, areas: context.city.areas.length, bureaus: context.city.bureaus.length }
  })

  app.post('/feeds', {
    config: { access: 'local' },
    schema: { tags: ['operations'], summary: 'Apply a feed file', body: File, response: { 200: Type.Object({ id: Type.String() }) } },
  }, async ({ body }) => ({ id: (await workbench.applyFeed(body.text, body.fileName).catch(refuse)).id }))

  app.post('/rebuild', {
    config: { access: 'local' },
    schema: {
      tags: ['operations'], summary: 'Count anew what was said, all of it or some local days', body: Type.Object({ from: Day, to: Day }, { additionalProperties: false }),
      response: { 200: RebuiltAnswer },
    },
  }, ({ body }) => rebuild(workbench, body))

  app.post('/audit', {
    config: { access: 'local' },
    schema: {
      tags: ['operations'], summary: 'Count some of the store anew, drawn at random; every difference that is open', body: Type.Object({ looks: Type.Integer({ minimum: 0, maximum: 10_000 }) }, { additionalProperties: false }),
      response: { 200: AuditAnswer },
    },
  }, ({ body }) => audit(workbench, body.looks))
}

function refuse(error: unknown): never {
  if (error instanceof CityFileError || error instanceof FeedFileError || error instanceof PurposeError) throw new ProblemError(422, error.message, 'Mend the lines named and apply the file again.')
  throw error
}
