// A backup of the store that this server holds, for `ctmm backup`: streamed while the server goes on.
import Type from 'typebox'
import { compressed } from '../../db/backup/backup-file.ts'
import { backupLines } from '../../db/backup/take-backup.ts'
import { ProblemError } from '../problem.ts'
import { productVersion } from '../product-version.ts'
import { Problem } from '../schemas/common.ts'
import type { Routes } from './route-options.ts'

/** A reader that takes nothing for so long is let go: an embedded store waits for it with everything else. */
const STALLED_MS = 60_000

export const backupRoutes: Routes = async (app, { services }) => {
  let running = false
  // Not a GET: a page of another site can make a browser send those, and a backup is work.
  app.post('/backup', {
    config: { access: 'local' },
    schema: {
      tags: ['operations'],
      summary: 'The whole store in one snapshot, as `ctmm backup` writes it',
      response: { 200: { description: 'A zstd stream of JSON lines', content: { 'application/zstd': { schema: Type.Any() } } }, 409: Problem },
    },
  }, async (request, reply) => {
    if (running) throw new ProblemError(409, 'Another backup is being taken.', 'Wait until it is done.')
    running = true
    const backup = compressed(backupLines(services.workbench.store.db, { product: await productVersion() }))
    backup.once('close', () => (running = false))
    reply.raw.setTimeout(STALLED_MS, () => backup.destroy(new Error('Nobody reads the backup.')))
    request.log.info('a backup is being taken')
    return reply.type('application/zstd').send(backup)
  })
}
