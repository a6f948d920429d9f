// Sources that are not what was agreed: what differs, who can mend it, and a person's word that it is right.
import Type from 'typebox'
import { retryFailed } from '../../db/feeds/feed-controls.ts'
import { findDrift, readDrifts, readOpenDrifts } from '../../db/feeds/feed-drifts.ts'
import { ProblemError } from '../problem.ts'
import { presentDrift } from '../readings/present-drift.ts'
import { Drift, Drifts } from '../schemas/drifts.ts'
import { BecauseBody } from '../schemas/feed-runs.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const ENDED_SHOWN = 50

export const driftRoutes: Routes = async (app, { services }) => {
  const { workbench } = services

  app.get('/drifts', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'Sources that are not what was agreed, with whom to call',
      querystring: Type.Object({
        feed: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        state: Type.Optional(Type.Enum(['open', 'all'], { description: 'open when left out; all has those that ended last, too' })),
      }),
      response: { 200: Drifts },
    },
  }, async ({ query: { feed, state = 'open' } }) => {
    const { db } = workbench.store
    const stored = state === 'all' ? await readDrifts(db, { feed, limit: ENDED_SHOWN }) : (await readOpenDrifts(db, feed)).toReversed()
    return { drifts: stored.flatMap((drift) => presentDrift(contextOf(services), drift) ?? []) }
  })

  app.post('/drifts/:id/confirm', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'What differs is right: it is the usual from now on, and what was held is taken', params: Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
      body: BecauseBody, response: { 200: Drift },
    },
  }, async ({ params, body }) => {
    const { coordination: { db }, now } = workbench
    const drift = await findDrift(db, Number(params.id))
    if (drift === undefined) throw new ProblemError(404, `There is no drift ${params.id}.`, 'GET /api/v1/drifts lists those there are.')
    if (!(await workbench.drifts.confirm(drift, body.because))) throw new ProblemError(409, `Drift ${params.id} has ended (${drift.endedBecause ?? ''}).`, 'There is nothing left to confirm.')
    await retryFailed(db, drift.feed, now())
    services.runner?.wake(drift.feed)
    const ended = await findDrift(db, drift.id)
    const presented = presentDrift(contextOf(services), ended ?? drift)
    if (presented === undefined) throw new ProblemError(404, `Drift ${params.id} is of a feed that is no longer in force.`, 'GET /api/v1/drifts lists the others.')
    return presented
  })
}
