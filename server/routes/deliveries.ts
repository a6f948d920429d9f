// Samples that a command has read itself, handed to the server that holds the store.
import Type from 'typebox'
import { reasonTexts } from '../../ingest/mapping/rejection-texts.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import { ProblemError } from '../problem.ts'
import { Bilingual } from '../schemas/common.ts'
import { contextOf } from '../services.ts'
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

const Delivered = Type.Object({
  samples: Type.Array(Type.Unsafe<Sample>(SampleShape)),
  coverage: Type.Optional(Type.Object({
    withheld: Type.Optional(Type.Boolean({ description: 'Part of a run that has not ended' })),
    coveredUntil: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970; the end of a run' })),
  }, { additionalProperties: false })),
}, { additionalProperties: false })

export const deliveryRoutes: Routes = async (app, { services }) => {
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
    const { coveredUntil, ...counts } = await services.workbench.deliver(feed, body.samples, body.coverage)
    return { ...counts, coveredUntil: coveredUntil ?? null }
  })
}
