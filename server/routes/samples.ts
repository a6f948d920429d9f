// HTTP push: samples in, counts out, acknowledged only after commit.
import Type from 'typebox'
import { readPush } from '../../ingest/samples/read-push.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

export const IntakeCounts = Type.Object({
  received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer(),
}, { $id: 'IntakeCounts', description: 'received = stored + duplicate + rejected' })

export const sampleRoutes: Routes = async (app, { services, metrics }) => {
  // The body is read by our own reader: numbers keep every digit, and one bad sample leaves its neighbours unharmed.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post('/feeds/:id/samples', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Push samples of a feed: {"samples": [...]}, a list, or one object; at most 1 MiB',
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      response: { 200: IntakeCounts, '4xx': Problem },
    },
  }, async (request) => {
    const context = contextOf(services)
    const feed = context.feeds.find(({ id }) => id === request.params.id)
    if (feed === undefined) throw new ProblemError(404, `There is no feed ${request.params.id}.`, 'Apply its feed file first: `ctmm feed apply FILE`.')
    if (feed.adapter.kind !== 'http-push') throw new ProblemError(409, `Feed ${feed.id} is not delivered by HTTP push but by ${feed.adapter.kind}.`, 'Declare adapter: {kind: http-push} in its feed file.')
    const reading = readPush(request.body instanceof Uint8Array ? request.body : new Uint8Array())
    if (!reading.ok) {
      metrics.refused.inc({ reason: reading.problem.code })
      throw new ProblemError(400, `${reading.problem.reason.en} / ${reading.problem.reason.zh}`, `${reading.problem.advice.en} / ${reading.problem.advice.zh}`)
    }
    const { received, stored, duplicate, rejected } = await services.workbench.deliver(feed, reading.samples)
    return { received, stored, duplicate, rejected }
  })
}
