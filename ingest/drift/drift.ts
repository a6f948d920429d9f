// What can be different about a source from what was agreed or usual, and how it is kept.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'

const Text = Type.String()
const Count = Type.Number()

/** What each kind of drift says about itself. */
const DETAILS = {
  'field-gone': Type.Object({}),
  'field-renamed': Type.Object({ to: Text }),
  'field-retyped': Type.Object({ from: Text, to: Text, example: Text }),
  'new-value': Type.Object({ values: Type.Array(Text) }),
  'scale-jump': Type.Object({ before: Count, after: Count }),
  frozen: Type.Object({ deliveries: Count, since: Count }),
  'count-fell': Type.Object({ before: Count, after: Count }),
  contract: Type.Object({ zh: Text, en: Text }),
  rejections: Type.Object({ zh: Text, en: Text, rejected: Count, received: Count }),
} as const

export type DriftKind = keyof typeof DETAILS

/** A departure. `field` is a column or key, '' for the delivery as a whole. `holds`: nothing of the delivery is taken. */
export type Drift = { readonly [K in DriftKind]: { readonly kind: K; readonly field: string; readonly holds: boolean; readonly detail: Readonly<Static<(typeof DETAILS)[K]>> } }[DriftKind]

/** A drift as the store has it; undefined for one of a kind that is not known here. */
export function readDrift({ kind, field, holds, detail }: { readonly kind: string; readonly field: string; readonly holds: boolean; readonly detail: unknown }): Drift | undefined {
  switch (kind) {
    case 'field-gone': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'field-renamed': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'field-retyped': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'new-value': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'scale-jump': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'frozen': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'count-fell': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'contract': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    case 'rejections': return Value.Check(DETAILS[kind], detail) ? { kind, field, holds, detail } : undefined
    default: return undefined
  }
}
