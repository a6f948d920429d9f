// Versions of feed files, what changes between them, and feeds that were removed, as JSON.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

const closed = { additionalProperties: false } as const

export const FeedChange = Type.Object({
  at: Type.String({ description: 'JSON Pointer into the feed file' }),
  before: Nullable(Type.String()),
  after: Nullable(Type.String()),
  ...Bilingual.properties,
}, { description: 'One difference, in words' })

export const DiffBody = Type.Object({
  texts: Type.Array(Type.Object({ text: Type.String({ maxLength: 4_000_000 }), fileName: Type.String({ maxLength: 1_000 }) }, closed), { minItems: 1, maxItems: 500 }),
}, closed)

export const FeedDiff = Type.Object({
  id: Type.String(),
  state: Type.Enum(['new', 'changed', 'same', 'brought-back'], { description: 'same: nothing but comments and order may differ; brought-back: the feed was removed' }),
  changes: Type.Array(FeedChange),
})
export const FeedDiffs = Type.Object({
  feeds: Type.Array(FeedDiff),
  absent: Type.Array(Type.String(), { description: 'Feeds in force that the texts do not hold' }),
}, { $id: 'FeedDiffs' })

export const ApplyBody = Type.Object({
  files: DiffBody.properties.texts,
  prune: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500, description: 'Feeds to remove in the same step' })),
}, closed)
export const Applied = Type.Object({ feeds: Type.Array(Type.String()), removed: Type.Array(Type.String()) }, { $id: 'AppliedFeeds' })

export const FeedVersion = Type.Object({
  version: Type.Integer({ minimum: 1, description: 'Counted per feed from 1' }),
  appliedAt: InstantText,
  digest: Type.String(),
  inForce: Type.Boolean(),
  changes: Type.Array(FeedChange, { description: 'Against the version before; empty for the first' }),
})
export const FeedVersions = Type.Object({ id: Type.String(), removed: Type.Boolean(), versions: Type.Array(FeedVersion, { description: 'Newest first' }) }, { $id: 'FeedVersions' })
export const FeedVersionText = Type.Object({ ...FeedVersion.properties, text: Type.String() }, { $id: 'FeedVersionText' })

export const RollbackBody = Type.Object({ version: Type.Integer({ minimum: 1 }) }, closed)
export const RolledBack = Type.Object({ id: Type.String(), version: Type.Integer({ description: 'The new version, with the text of the one that was asked for' }) }, { $id: 'RolledBack' })

export const RemoveBody = Type.Object({ because: Type.String({ minLength: 1, maxLength: 400, description: 'Why; kept beside it' }) }, closed)
export const Removed = Type.Object({
  id: Type.String(),
  removedAt: InstantText,
  unfed: Type.Array(Type.String(), { description: 'Codes of indicators that no feed brings any more: their values become unknown' }),
}, { $id: 'RemovedFeed' })
export const RemovedFeeds = Type.Object({
  feeds: Type.Array(Type.Object({ id: Type.String(), ...Bilingual.properties, removedAt: InstantText, because: Type.String() })),
}, { $id: 'RemovedFeeds' })

export type FeedChange = Static<typeof FeedChange>
export type FeedDiff = Static<typeof FeedDiff>
export type FeedDiffs = Static<typeof FeedDiffs>
export type FeedVersion = Static<typeof FeedVersion>
export type FeedVersions = Static<typeof FeedVersions>
