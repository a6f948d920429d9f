// HTTP push: samples in, counts out, acknowledged only after commit.
import Type from 'typebox'
import { prunePushAnswers } from '../../db/feeds/push-answers.ts'
import { ProblemError } from '../problem.ts'
import { LARGEST_OPENED_MIB, openPushBody, PUSH_TYPES } from '../push/push-body.ts'
import { openPushDoor } from '../push/push-door.ts'
import { badKey, keyReused, type Refused } from '../push/push-problems.ts'
import { signatureProblem } from '../push/push-signature.ts'
import { takePush } from '../push/take-push.ts'
import { Problem } from '../schemas/common.ts'
import type { Routes } from './route-options.ts'

export const IntakeCounts = Type.Object({
  received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer(),
}, { $id: 'IntakeCounts', description: 'received = stored + duplicate + rejected' })

const Headers = Type.Object({
  authorization: Type.Optional(Type.String({ description: 'Bearer TOKEN, for a feed with auth: token' })),
  'x-ctmm-timestamp': Type.Optional(Type.String({ description: 'Seconds or milliseconds since 1970, for a feed with auth: {hmac: ...}' })),
  'x-ctmm-signature': Type.Optional(Type.String({ description: 'Hexadecimal HMAC-SHA256 of timestamp + "." + the body as sent' })),
  'idempotency-key': Type.Optional(Type.String({ description: 'A name for this body: the same body again under it is answered the same and counts once, for seven days' })),
  'content-encoding': Type.Optional(Type.String({ description: `gzip, or left out; at most ${LARGEST_OPENED_MIB} MiB once it is opened` })),
})

const KEY = /^[\x21-\x7e]{1,255}$/
const PRUNE_EVERY_MS = 3_600_000

export const sampleRoutes: Routes = async (app, { services: { workbench }, metrics }) => {
  const door = openPushDoor(workbench)
  const refuse = ({ reason, problem }: Refused): never => {
    metrics.refused.inc({ reason })
    throw problem
  }
  let prunedAt = Number.NEGATIVE_INFINITY
  /** Old answers are forgotten by whoever keeps new ones. */
  const prune = async (): Promise<void> => {
    if (workbench.now() - prunedAt < PRUNE_EVERY_MS) return
    prunedAt = workbench.now()
    await prunePushAnswers(workbench.store.db)
  }

  // The body is read by our own reader: numbers keep every digit, and one bad sample leaves its neighbours unharmed.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...PUSH_TYPES], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post('/feeds/:id/samples', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Push samples of a feed; at most 1 MiB',
      description: 'JSON: {"samples": [...]}, a list, or one object. NDJSON (application/x-ndjson): one object a line. The feed file says in adapter.auth whether a token or a signature is needed. 429 and 503 say in Retry-After when to send it again.',
      consumes: [...PUSH_TYPES],
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      headers: Headers,
      response: { 200: IntakeCounts, '4xx': Problem },
    },
    async onRequest(request, reply) {
      const refused = await door.enter(request.params.id, request.raw, reply.raw)
      if (refused !== undefined) refuse(refused)
    },
  }, (request, reply) => door.inside(request.raw, async ({ feed, config }) => {
    const { headers } = request
    const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const unsigned = await signatureProblem(workbench, { auth: config.auth, headers, body: bytes })
    if (unsigned !== undefined) return refuse(unsigned)
    const key = headers['idempotency-key']
    if (key !== undefined && !KEY.test(key)) return refuse(badKey())
    const opened = await openPushBody({ type: headers['content-type'], encoding: headers['content-encoding'], bytes })
    if (!opened.ok) return refuse(opened.refused)
    if (key !== undefined) await prune()
    const outcome = await takePush(workbench, { feed, digest: opened.digest, key, samples: () => {
      const reading = opened.read()
      if (reading.ok) return reading.samples
      metrics.refused.inc({ reason: reading.problem.code })
      throw new ProblemError(400, `${reading.problem.reason.en} / ${reading.problem.reason.zh}`, `${reading.problem.advice.en} / ${reading.problem.advice.zh}`)
    } })
    if (outcome.outcome === 'key-reused') return refuse(keyReused())
    if (outcome.outcome === 'known') reply.header('idempotency-replayed', 'true')
    const { received, stored, duplicate, rejected } = outcome.counts
    return { received, stored, duplicate, rejected }
  }))
}
