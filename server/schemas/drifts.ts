// Sources that are not what was agreed, as JSON: what differs, what is held because of it, and who can mend it.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

export const DRIFT_KINDS = ['field-gone', 'field-renamed', 'field-retyped', 'new-value', 'scale-jump', 'frozen', 'count-fell', 'contract', 'rejections'] as const

export const Drift = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  ...Bilingual.properties,
  kind: Type.Enum(DRIFT_KINDS),
  field: Type.String({ description: 'Column or key; empty for the delivery as a whole' }),
  holds: Type.Boolean({ description: 'Nothing of the feed is taken until it ends or a person confirms that it is right' }),
  advice: Type.Object(Bilingual.properties),
  bureau: Nullable(Type.Object({ code: Type.String(), ...Bilingual.properties })),
  contact: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  beganAt: InstantText,
  seenAt: InstantText,
  endedAt: Nullable(InstantText),
  endedBecause: Nullable(Type.String()),
}, { $id: 'Drift', description: 'zh and en say what differs' })
export const Drifts = Type.Object({ drifts: Type.Array(Drift, { description: 'Open ones first, then newest first' }) }, { $id: 'Drifts' })

export type Drift = Static<typeof Drift>
