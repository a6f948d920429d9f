// Files handed over in the browser: taken in by their feed, or kept beside something else.
import { Readable } from 'node:stream'
import Type from 'typebox'
import { StoredFile as PresentedFile, FileTaken, type StoredFile } from '../schemas/files.ts'
import { Problem } from '../schemas/common.ts'
import type { StoredFile as KeptFile } from '../../db/feeds/stored-files.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { feedOf } from '../feed-requests.ts'
import { contextOf } from '../services.ts'
import { ProblemError } from '../problem.ts'
import { UPLOAD_LIMIT_BYTES, tooLarge, withSpooled } from '../uploads/spool.ts'
import { keepOriginal, takeUpload } from '../uploads/take-upload.ts'
import type { Routes } from './route-options.ts'

const Name = Type.String({ minLength: 1, maxLength: 255, description: 'Name of the file' })

export const uploadRoutes: Routes = async (app, { services }) => {
  // The body is the file itself, whatever it says it is, and is never held in memory.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { bodyLimit: UPLOAD_LIMIT_BYTES }, (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > UPLOAD_LIMIT_BYTES) throw tooLarge()
  })

  app.post('/feeds/:id/files', {
    config: { access: 'local' },
    bodyLimit: UPLOAD_LIMIT_BYTES,
    schema: {
      tags: ['feeds'],
      summary: 'Hand a file over to a feed (adapter upload, csv-file or file-drop): the body is the file itself, at most 64 MiB',
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      querystring: Type.Object({ name: Name }),
      response: { 200: FileTaken, '4xx': Problem },
    },
  }, async ({ params, query, body }) => {
    const { city } = contextOf(services)
    const feed = feedOf(services, params.id)
    return withSpooled(streamOf(body), query.name, async (spooled) => {
      const { file, known, run, counts, refused } = await takeUpload(services.workbench, feed, spooled)
      return {
        file: presentFile(city.zone, file), known, run,
        received: counts.received, stored: counts.stored, duplicate: counts.duplicate, rejected: counts.rejected,
        refused: refused.map(({ id: _id, reason, advice, ...row }) => ({ ...row, reason: { ...reason }, advice: { ...advice } })),
      }
    })
  })

  app.post('/files', {
    config: { access: 'local' },
    bodyLimit: UPLOAD_LIMIT_BYTES,
    schema: {
      tags: ['feeds'],
      summary: 'Keep a file: to be looked at while a source is wired, as evidence of a form, or as an answered check sheet; at most 64 MiB',
      querystring: Type.Object({ name: Name, purpose: Type.Optional(Type.Enum(['delivery', 'evidence', 'answer'], { description: 'delivery when left out' })) }),
      response: { 200: PresentedFile, '4xx': Problem },
    },
  }, async ({ query, body }) => {
    const { city } = contextOf(services)
    return withSpooled(streamOf(body), query.name, async (spooled) => presentFile(city.zone, await keepOriginal(services.workbench.store.db, { feed: null, purpose: query.purpose ?? 'delivery' }, spooled)))
  })
}

function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body
  throw new ProblemError(400, 'The upload is empty. / 上传内容为空。', 'Send the file itself as the body of the request.')
}

export function presentFile(zone: Zone, { id, name, bytes, sha256, storedAt }: KeptFile): StoredFile {
  return { id, name, bytes, sha256, storedAt: zone.format(storedAt) }
}
