// Originals given back as they were handed over.
import { Readable } from 'node:stream'
import Type from 'typebox'
import { findStoredFile, readStoredFile } from '../../db/feeds/stored-files.ts'
import { attachment } from '../file-names.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import type { Routes } from './route-options.ts'

const BYTES = 'application/octet-stream'

export const storedFileRoutes: Routes = async (app, { services }) => {
  app.get('/files/:id', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'An original as it was handed over, to be saved',
      params: Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
      response: { 200: { description: 'The file', content: { [BYTES]: { schema: Type.Any() } } }, '4xx': Problem },
    },
  }, async ({ params }, reply) => {
    const { db } = services.workbench.store
    const file = await findStoredFile(db, Number(params.id))
    if (file === undefined) throw new ProblemError(404, `There is no file ${params.id}.`, 'Files are numbered in the answers to uploads.')
    // Never shown by a browser, whatever it holds: somebody else may have put a page into it.
    return reply.type(BYTES).header('content-disposition', attachment(file.name)).header('content-length', file.bytes).header('cache-control', 'private, no-store').header('content-security-policy', "sandbox; default-src 'none'").send(Readable.from(readStoredFile(db, file.id)))
  })
}
