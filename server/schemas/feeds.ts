// Feeds and dead letters as JSON.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

export const Feed = Type.Object({
  id: Type.String(),
  ...Bilingual.properties,
  source: Type.String({ description: 'Source system' }),
  adapter: Type.String(),
  bureau: Nullable(Type.String()),
  contact: Nullable(Type.String()),
  catalogueCode: Nullable(Type.String({ description: '目录编码' })),
  purpose: Nullable(Type.String()),
  expires: Nullable(Type.String()),
  state: Type.Enum(['ok', 'late', 'stopped', 'never']),
  coveredUntil: Nullable(InstantText),
  lastReceivedAt: Nullable(InstantText),
  received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer(),
  cadenceMinutes: Type.Integer(),
})
export const Feeds = Type.Object({ feeds: Type.Array(Feed) }, { $id: 'Feeds' })

export const DeadLetter = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  recordedAt: InstantText,
  position: Type.String({ description: 'Line of the file, or place in the pushed body' }),
  sample: Type.String({ description: 'The sample as received, as JSON text' }),
  field: Type.String(),
  value: Type.String(),
  code: Type.String(),
  reason: Bilingual,
  advice: Bilingual,
})
export const DeadLetters = Type.Object({ deadLetters: Type.Array(DeadLetter) }, { $id: 'DeadLetters' })
export type Feed = Static<typeof Feed>
