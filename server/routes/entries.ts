// Figures that people fill in: entered by one person, confirmed or returned by another, and what they say of an item's values.
import Type from 'typebox'
import { readEntries } from '../../db/feeds/manual-entries.ts'
import { findItem } from '../../rules/model/lookup.ts'
import { confirmEntry, getEntry, listEntries, makeEntry, present, returnEntry } from '../manual/entries.ts'
import { ProblemError } from '../problem.ts'
import { indicatorsOfFeed } from '../readings/indicators-of-feed.ts'
import { originsOf } from '../readings/origins.ts'
import { Problem } from '../schemas/common.ts'
import { ConfirmBody, Entries, Entry, EntryBody, ManualValues, ReturnBody } from '../schemas/entries.ts'
import { contextOf } from '../services.ts'
import type { Routes } from './route-options.ts'

const FeedParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
const EntryParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })
/** Entries behind one value that are shown; more are in the list of the feed. */
const SHOWN = 12

export const entryRoutes: Routes = async (app, { services }) => {
  const { workbench } = services
  app.addHook('preHandler', async () => void contextOf(services))

  app.get('/feeds/:id/entries', {
    config: { access: 'local' },
    schema: {
      tags: ['wiring'], summary: 'The form of a feed that people fill in, and its entries, newest first', params: FeedParams,
      querystring: Type.Object({
        state: Type.Optional(Type.Enum(['waiting', 'confirmed', 'returned'])),
        limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1-1000; 100 when left out' })),
        before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Entries with a smaller number' })),
      }),
      response: { 200: Entries, '4xx': Problem },
    },
  }, ({ params, query }) => listEntries(workbench, params.id, { state: query.state, limit: Number(query.limit ?? 100), before: query.before === undefined ? undefined : Number(query.before) }))

  app.post('/feeds/:id/entries', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Enter figures; they count once another person has confirmed them', params: FeedParams, body: EntryBody, response: { 200: Entry, '4xx': Problem } },
  }, ({ params, body }) => makeEntry(workbench, params.id, body))

  app.get('/entries/:id', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'One entry', params: EntryParams, response: { 200: Entry, '4xx': Problem } },
  }, ({ params }) => getEntry(workbench, Number(params.id)))

  app.post('/entries/:id/confirm', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Confirm figures that another person entered: they are taken in with it', params: EntryParams, body: ConfirmBody, response: { 200: Entry, '4xx': Problem } },
  }, ({ params, body }) => confirmEntry(workbench, Number(params.id), { by: body.confirmedBy, note: body.note }))

  app.post('/entries/:id/return', {
    config: { access: 'local' },
    schema: { tags: ['wiring'], summary: 'Give figures back with what to mend', params: EntryParams, body: ReturnBody, response: { 200: Entry, '4xx': Problem } },
  }, ({ params, body }) => returnEntry(workbench, Number(params.id), { by: body.returnedBy, note: body.note }))

  app.get('/items/:id/manual', {
    config: { access: 'local' },
    schema: { tags: ['levels'], summary: "The confirmed forms (人工填报) on which an item's values rest: who entered and confirmed them, and their evidence", params: Type.Object({ id: Type.String({ maxLength: 16 }) }), response: { 200: ManualValues, '4xx': Problem } },
  }, async ({ params }) => {
    const context = contextOf(services)
    const item = findItem(context.model, params.id)
    if (item === undefined) throw new ProblemError(404, `The model has no item ${params.id}.`, 'GET /api/v1/model lists the items and their ids.')
    const origins = originsOf(context)
    const indicators = context.model.indicators.filter((indicator) => indicator.item === item.id && origins.has(indicator.code))
    return {
      indicators: await Promise.all(indicators.map(async ({ code }) => {
        const feeds = context.feeds.filter((feed) => feed.adapter.kind === 'manual' && indicatorsOfFeed(context.model, feed).has(code))
        const entries = (await Promise.all(feeds.map(({ id }) => readEntries(workbench.store.db, id, { state: 'confirmed', limit: SHOWN })))).flat()
        return { indicator: code, origin: origins.get(code) ?? 'manual', entries: await Promise.all(entries.toSorted((a, b) => b.id - a.id).slice(0, SHOWN).map((entry) => present(workbench, entry))) }
      })),
    }
  })
}
