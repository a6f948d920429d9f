// Feeds with their health and counts, and the samples that wait for mending.
import Type from 'typebox'
import { readDeadLetters } from '../../db/feeds/dead-letters.ts'
import { readFeedList } from '../readings/feed-list.ts'
import { DeadLetters, Feeds } from '../schemas/feeds.ts'
import { contextOf } from '../services.ts'
import { feedsTable } from '../take-away/feeds-table.ts'
import { askedFormat, sendTable, TAKE_AWAY_CONTENT, TakeAwayQuery } from '../take-away/send-table.ts'
import type { Routes } from './route-options.ts'

export const feedRoutes: Routes = async (app, { services }) => {
  app.get('/feeds', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'], summary: 'Every feed with its health, coverage and counts, as they are now', querystring: Type.Object({ ...TakeAwayQuery }),
      response: { 200: { description: 'Feeds', content: { 'application/json': { schema: Feeds }, ...TAKE_AWAY_CONTENT } } },
    },
  }, async ({ query, headers }, reply) => {
    const context = contextOf(services)
    const { store: { db }, now } = services.workbench
    const at = now()
    const feeds = await readFeedList(db, context, at)
    const format = askedFormat(query.format, headers.accept)
    return format === undefined ? { feeds } : sendTable(reply, feedsTable(context, { feeds, clocks: { asOf: at, known: { at, provisional: false } }, language: query.lang ?? 'zh' }), format)
  })

  app.get('/dead-letters', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Samples of all feeds that wait for mending, newest first, with field, value, reason and what to do',
      querystring: Type.Object({
        feed: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1-1000; 100 when left out' })),
        before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Letters with a smaller id' })),
      }),
      response: { 200: DeadLetters },
    },
  }, async ({ query }) => {
    const { city } = contextOf(services)
    const letters = await readDeadLetters(services.workbench.store.db, {
      feed: query.feed, state: 'waiting', limit: Number(query.limit ?? 100), before: query.before === undefined ? undefined : Number(query.before),
    })
    return {
      deadLetters: letters.map(({ recordedAt, sample, ...letter }) => ({
        ...letter, recordedAt: city.zone.format(recordedAt), sample: JSON.stringify(sample), reason: { ...letter.reason }, advice: { ...letter.advice },
      })),
    }
  })
}
