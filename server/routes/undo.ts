// Taking back what a feed brought: first a preview, then for real, then how far it has come.
import Type from 'typebox'
import { undosOf } from '../../db/undo/queue.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { UndoAsked, Undoing, Undoings, UndoPreview } from '../schemas/undo.ts'
import { contextOf } from '../services.ts'
import { previewUndo } from '../undo/preview-undo.ts'
import { askUndo, presentUndo, readScope, requireFeedWithPast } from '../undo/undo-feed.ts'
import type { Routes } from './route-options.ts'

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) })

/** A trial that had to give way to deliveries. */
const BUSY = new Set(['40001', '40P01', '55P03'])

export const undoRoutes: Routes = async (app, { services }) => {
  const { workbench } = services

  app.post('/feeds/:id/undo', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Take back what a feed delivered (撤回): all of it, by time of receipt, by batches, or of one run. With preview: true nothing changes and the answer says what would',
      params: Params, body: UndoAsked,
      response: { 200: UndoPreview, 202: Undoing, '4xx': Problem },
    },
  }, async ({ params: { id }, body }, reply) => {
    const { zone } = contextOf(services).city
    await requireFeedWithPast(workbench, id)
    if (body.preview === true) return reply.code(200).send(await previewUndo(workbench, { feed: id, scope: await readScope(workbench.store.db, zone, id, body.scope) }).catch(giveWay))
    return reply.code(202).send(presentUndo(zone, await askUndo(workbench, id, body)))
  })

  app.get('/feeds/:id/undos', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'What was taken back of a feed, newest first, with how far it has come', params: Params, response: { 200: Undoings, '4xx': Problem } },
  }, async ({ params: { id } }) => {
    const { zone } = contextOf(services).city
    await requireFeedWithPast(workbench, id)
    return { undoings: (await undosOf(workbench.store.db, id)).map((undo) => presentUndo(zone, undo)) }
  })
}

function giveWay(error: unknown): never {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (typeof code !== 'string' || !BUSY.has(code)) throw error
  throw new ProblemError(503, 'The store is busy with these records at this moment.', 'Ask for the preview again in a few seconds; nothing was changed.', { cause: error })
}
