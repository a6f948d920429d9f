// Tokens of pushed feeds as JSON: their text only in the answer that makes them.
import Type, { type Static } from 'typebox'
import { InstantText, Nullable } from './common.ts'

export const FeedToken = Type.Object({
  id: Type.Integer(),
  label: Type.String({ description: 'What it is for, such as the system that shows it' }),
  createdAt: InstantText,
  revokedAt: Nullable(InstantText),
  lastUsedAt: Nullable(InstantText),
})
export const FeedTokens = Type.Object({
  /** What the feed file asks for. */
  auth: Type.Enum(['none', 'token', 'hmac'], { description: 'What the feed file asks for; tokens matter to token only' }),
  tokens: Type.Array(FeedToken),
}, { $id: 'FeedTokens' })
export const NewFeedToken = Type.Object({ token: Type.String({ description: 'Shown this once' }), entry: FeedToken }, { $id: 'NewFeedToken' })
export type FeedToken = Static<typeof FeedToken>
export type FeedTokens = Static<typeof FeedTokens>
export type NewFeedToken = Static<typeof NewFeedToken>
