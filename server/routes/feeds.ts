// Feeds with their health and counts, and the samples that wait for mending.
import Type from 'typebox'
import { readDeadLetters } from '../../db/feeds/dead-letters.ts'
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import { feedHealth } from '../readings/feed-health.ts'
import { presentInstant } from '../readings/present-value.ts'
import { DeadLetters, Feeds } from '../schemas/feeds.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

export const feedRoutes: Routes = async (app, { services }) => {
  app.get('/feeds', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Every feed with its health, coverage and counts', response: { 200: Feeds } },
  }, async () => {
    const { feeds, city } = contextOf(services)
    const states = new Map((await readFeedStates(services.workbench.store.db)).map((state) => [state.feed, state]))
    const now = services.workbench.now()
    return {
      feeds: feeds.map((feed) => {
        const state = states.get(feed.id)
        return {
          id: feed.id, zh: feed.zh, en: feed.en, source: feed.source, adapter: feed.adapter.kind,
          bureau: feed.bureau ?? null, contact: feed.contact ?? null, catalogueCode: feed.catalogueCode ?? null, purpose: feed.purpose ?? null, expires: feed.expires ?? null,
          state: feedHealth(feed.cadenceMinutes, state?.coveredUntil ?? null, now),
          coveredUntil: presentInstant(city.zone, state?.coveredUntil ?? null),
          lastReceivedAt: presentInstant(city.zone, state?.lastReceivedAt ?? null),
          received: state?.received ?? 0, stored: state?.stored ?? 0, duplicate: state?.duplicate ?? 0, rejected: state?.rejected ?? 0,
          cadenceMinutes: feed.cadenceMinutes,
        }
      }),
    }
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
