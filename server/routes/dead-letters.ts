// Dead letters (隔离数据) of a feed: by reason, with another mapping, replayed, let go.
import Type from 'typebox'
import { readDeadLetters } from '../../db/feeds/dead-letters.ts'
import { settleGroup, settleLetters } from '../../db/feeds/settle-letters.ts'
import { replayLetters } from '../../ingest/dead-letters/replay.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { presentGroups } from '../letters/letter-groups.ts'
import { presentLetter } from '../letters/present-letter.ts'
import { previewMapping } from '../letters/tried-mapping.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/common.ts'
import { DeadLetterGroups, DeadLetterPage, DeadLetterPreview, DismissAsked, Dismissed, MappingTried, ReplayAsked, Replayed } from '../schemas/dead-letters.ts'
import { contextOf, type Services } from '../services.ts'
import type { Routes } from './route-options.ts'

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Text = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))

export const deadLetterRoutes: Routes = async (app, { services }) => {
  const { workbench } = services

  app.get('/feeds/:id/dead-letters/groups', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Samples that wait for mending, grouped by reason and field, each with examples and what to do', params: Params, response: { 200: DeadLetterGroups, '4xx': Problem } },
  }, ({ params }) => presentGroups(workbench.store.db, feedOf(services, params.id), contextOf(services).city.zone))

  app.get('/feeds/:id/dead-letters', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'Samples of a feed that could not become facts, newest first, of one group when it is named', params: Params,
      querystring: Type.Object({
        code: Text, field: Text,
        state: Type.Optional(Type.Enum(['waiting', 'settled', 'all'], { description: 'waiting when left out' })),
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1-1000; 100 when left out' })),
        before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Letters with a smaller id' })),
      }),
      response: { 200: DeadLetterPage, '4xx': Problem },
    },
  }, async ({ params, query }) => {
    const { zone } = contextOf(services).city
    const limit = Number(query.limit ?? 100)
    const { code, field, state = 'waiting' } = query
    const letters = await readDeadLetters(workbench.store.db, {
      feed: feedOf(services, params.id).id, code, field, limit, state: state === 'all' ? undefined : state, before: query.before === undefined ? undefined : Number(query.before),
    })
    return { deadLetters: letters.map((letter) => presentLetter(zone, letter)), next: letters.length < limit ? null : (letters.at(-1)?.id ?? null) }
  })

  app.post('/feeds/:id/dead-letters/preview', {
    config: { access: 'local' },
    bodyLimit: 4_194_304,
    schema: { tags: ['feeds'], summary: 'What an edited feed file would make of the samples that wait; changes nothing', params: Params, body: MappingTried, response: { 200: DeadLetterPreview, '4xx': Problem } },
  }, ({ params, body }) => previewMapping(workbench, feedOf(services, params.id), body.feedText))

  app.post('/feeds/:id/dead-letters/replay', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Map what waits with the mapping in force and take it in; of one group when it is named. The same again changes nothing', params: Params, body: ReplayAsked, response: { 200: Replayed, '4xx': Problem } },
  }, ({ params, body: { code, field, by } }) => {
    const feed = feedOf(services, params.id)
    return replayLetters({
      db: workbench.store.db, feed, group: { code, field }, by: by ?? null,
      asConfigured: (work) => workbench.asConfigured(feed, (current) => work(current, workbench.mappingOf(current))),
      take: (to, delivery) => workbench.intake.take(to, delivery),
    })
  })

  app.post('/feeds/:id/dead-letters/dismiss', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Let letters go with a reason; they stay and wait no more', params: Params, body: DismissAsked, response: { 200: Dismissed, '4xx': Problem } },
  }, async ({ params, body: { ids, code, field, because, by } }) => {
    const feed = feedOf(services, params.id)
    if (because.trim() === '') throw new ProblemError(400, 'Why is missing.', 'Say why these samples are not wanted.')
    if ((ids === undefined) === (code === undefined)) throw new ProblemError(400, 'Neither letters nor a group are named, or both.', 'Name `ids`, or `code` (with `field`) of a group.')
    const { db } = workbench.store
    const settling = { because: 'dismissed', by, note: because.trim() } as const
    if (ids === undefined) return { dismissed: await settleGroup(db, feed.id, { code, field }, settling) }
    const own = await db.selectFrom('dead_letter').select('id').where('feed', '=', feed.id).where('id', 'in', ids).execute()
    return { dismissed: await settleLetters(db, own.map(({ id }) => id), settling) }
  })
}

function feedOf(services: Services, id: string): Feed {
  const feed = contextOf(services).feeds.find((one) => one.id === id)
  if (feed === undefined) throw new ProblemError(404, `There is no feed ${id}.`, 'GET /api/v1/feeds lists the feeds.')
  return feed
}
