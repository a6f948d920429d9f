// What commands ask of a server that holds the store: apply files, hand over samples that the command itself has read.
import Type from 'typebox'
import { CityFileError } from '../../rules/city/read-city.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import { findCityFile } from '../../db/city/city-files.ts'
import { reasonTexts } from '../../ingest/mapping/rejection-texts.ts'
import { PurposeError } from '../../db/purpose.ts'
import { ProblemError } from '../problem.ts'
import { Bilingual } from '../schemas/common.ts'
import { contextOf } from '../services.ts'
import { FeedFileError } from '../workbench.ts'
import { IntakeCounts } from './samples.ts'
import type { Routes } from './route-options.ts'

const Position = Type.Union([Type.Integer(), Type.String()])
const RejectionShape = Type.Object({
  field: Type.String(), path: Type.Optional(Type.String()), value: Type.String(), code: Type.Enum(Object.keys(reasonTexts)), reason: Bilingual, advice: Bilingual,
}, { additionalProperties: false })

/** Either a record, or the remains of one with the reason why there is none. */
const SampleShape = Type.Union([
  Type.Object({ position: Position, record: Type.Record(Type.String(), Type.Unknown()) }, { additionalProperties: false }),
  Type.Object({ position: Position, raw: Type.String(), rejection: RejectionShape }, { additionalProperties: false }),
])

/** Full lists travel whole. */
const DELIVERY_LIMIT_BYTES = 67_108_864

const File = Type.Object({ text: Type.String({ maxLength: 4_000_000 }), fileName: Type.String({ maxLength: 1_000 }) }, { additionalProperties: false })

const Delivered = Type.Object({
  samples: Type.Array(Type.Unsafe<Sample>(SampleShape)),
  coverage: Type.Optional(Type.Object({
    withheld: Type.Optional(Type.Boolean({ description: 'Part of a run that has not ended' })),
    coveredUntil: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970; the end of a run' })),
  }, { additionalProperties: false })),
}, { additionalProperties: false })

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

  app.post('/feeds/:id/deliveries', {
    config: { access: 'local' },
    bodyLimit: DELIVERY_LIMIT_BYTES,
    schema: {
      tags: ['operations'],
      summary: 'Samples of a feed that `ctmm feed run` has read',
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      body: Delivered,
      response: { 200: Type.Object({ ...IntakeCounts.properties, coveredUntil: Type.Union([Type.Integer(), Type.Null()]) }) },
    },
  }, async ({ params, body }) => {
    const feed = contextOf(services).feeds.find(({ id }) => id === params.id)
    if (feed === undefined) throw new ProblemError(404, `There is no feed ${params.id}.`, 'Apply its feed file first.')
    const { coveredUntil, ...counts } = await workbench.deliver(feed, body.samples, body.coverage)
    return { ...counts, coveredUntil: coveredUntil ?? null }
  })
}

function refuse(error: unknown): never {
  if (error instanceof CityFileError || error instanceof FeedFileError || error instanceof PurposeError) throw new ProblemError(422, error.message, 'Mend the lines named and apply the file again.')
  throw error
}
