// Tokens of pushed feeds.
import Type from 'typebox'
import { addToken, listTokens, revokeToken } from '../feed-tokens.ts'
import { Problem } from '../schemas/common.ts'
import { FeedTokens, NewFeedToken } from '../schemas/feed-tokens.ts'
import type { Routes } from './route-options.ts'

const Feed = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const feedTokenRoutes: Routes = async (app, { services: { workbench } }) => {
  app.get('/feeds/:id/tokens', {
    config: { access: 'local' },
    schema: { tags: ['feeds'], summary: 'Tokens of a pushed feed: label, when made, last used and revoked; never their text', params: Feed, response: { 200: FeedTokens, '4xx': Problem } },
  }, ({ params }) => listTokens(workbench, params.id))

  app.post('/feeds/:id/tokens', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Make a token for a pushed feed; its text is in this answer only',
      params: Feed,
      body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 80 }) }, { additionalProperties: false }),
      response: { 200: NewFeedToken, '4xx': Problem },
    },
  }, ({ params, body }) => addToken(workbench, { feed: params.id, label: body.label }))

  app.delete('/feeds/:id/tokens/:token', {
    config: { access: 'local' },
    schema: {
      tags: ['feeds'],
      summary: 'Take a token out of force at once',
      params: Type.Object({ ...Feed.properties, token: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
      response: { 200: FeedTokens, '4xx': Problem },
    },
  }, async ({ params }) => {
    await revokeToken(workbench, { feed: params.id, id: Number(params.token) })
    return listTokens(workbench, params.id)
  })
}
