// What a feed file says about figures that people fill in.
import Type from 'typebox'
import type { Static } from 'typebox'

export const ManualConfig = Type.Object(
  {
    kind: Type.Literal('manual'),
    evidence: Type.Optional(Type.Enum(['required', 'optional'], { description: 'Whether an entry needs an evidence file; required when left out.' })),
  },
  { additionalProperties: false },
)
export type ManualConfig = Static<typeof ManualConfig>
