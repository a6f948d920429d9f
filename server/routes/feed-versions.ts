// Feed files as they change: differences, versions, going back, removing and bringing back.
import Type from 'typebox'
import { Problem } from '../schemas/common.ts'
import { Applied, ApplyBody, DiffBody, FeedDiffs, FeedVersions, FeedVersionText, RemoveBody, Removed, RemovedFeeds, RollbackBody, RolledBack } from '../schemas/feed-versions.ts'
import { contextOf } from '../services.ts'
import { bringBack, listRemoved, removeFeedFor } from '../wiring/removal.ts'
import { diffFeeds, getVersion, listVersions, rollBack } from '../wiring/versions.ts'
import type { Routes } from './route-options.ts'

const FeedParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
const VersionParams = Type.Object({ id: Type.String({ maxLength: 64 }), version: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) })
/** A whole directory of feed files. */
const FILES_LIMIT_BYTES = 16_777_216

export const feedVersionRoutes: Routes = async (app, { services }) => {
  const { workbench } = services
  app.addHook('preHandler', async () => void contextOf(services))

  app.post('/feeds/diff', {
    config: { access: 'local' },
    bodyLimit: FILES_LIMIT_BYTES,
    schema: { tags: ['wiring'], summary: 'What putting these feed files in force would change, field by field and in words', body: DiffBody, response: { 200: FeedDiffs, '4xx': Problem } },
  }, ({ body }) => diffFeeds(workbench, body.texts))

  app.post('/feeds/apply', {
    config: { access: 'local' },
    bodyLimit: FILES_LIMIT_BYTES,
    schema: { tags: ['wiring'], summary: 'Put several feed files in force and remove feeds: all at once, or nothing', body: ApplyBody, response: { 200: Applied, '4xx': Problem } },
  }, async ({ body }) => {
    const removed = body.prune ?? []
    const feeds = await workbench.changeFeeds({ files: body.files, remove: removed.map((feed) => ({ feed, because: 'ctmm feed apply --prune' })) })
    return { feeds: feeds.map(({ id }) => id), removed }
  })

  app.get('/feeds/removed', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Feeds that were removed, with the reason', response: { 200: RemovedFeeds } },
  }, async () => ({ feeds: await listRemoved(workbench) }))

  app.get('/feeds/:id/versions', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'The newest 100 versions of a feed file with what each changed; who changed it is unknown until there are accounts', params: FeedParams, response: { 200: FeedVersions, '4xx': Problem } },
  }, ({ params }) => listVersions(workbench, params.id))

  app.get('/feeds/:id/versions/:version', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'One version of a feed file with its text', params: VersionParams, response: { 200: FeedVersionText, '4xx': Problem } },
  }, ({ params }) => getVersion(workbench, params.id, Number(params.version)))

  app.post('/feeds/:id/rollback', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Put an earlier version in force again, as a new version; facts stay as they were taken in', params: FeedParams, body: RollbackBody, response: { 200: RolledBack, '4xx': Problem } },
  }, ({ params, body }) => rollBack(workbench, params.id, body.version))

  app.post('/feeds/:id/remove', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Remove a feed: it is no longer read nor counted late; its facts stay until they are undone', params: FeedParams, body: RemoveBody, response: { 200: Removed, '4xx': Problem } },
  }, ({ params, body }) => removeFeedFor(workbench, params.id, body.because))

  app.post('/feeds/:id/bring-back', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Put a removed feed in force again', params: FeedParams, response: { 200: Type.Object({ id: Type.String() }), '4xx': Problem } },
  }, ({ params }) => bringBack(workbench, params.id))
}
