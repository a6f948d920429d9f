// Secrets as JSON: everything but their values.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

export const Secret = Type.Object({
  name: Type.String(),
  changedAt: InstantText,
  feeds: Type.Array(Type.String(), { description: 'Feeds in force that name it' }),
  keyId: Type.String({ description: 'Digest of the key that opens it' }),
  problem: Nullable(Type.Object(Bilingual.properties, { description: 'Why it does not open, and what to do' })),
})
export const Secrets = Type.Object({
  secrets: Type.Array(Secret),
  missing: Type.Array(Type.Object({ name: Type.String(), feeds: Type.Array(Type.String()) }), { description: 'Secrets that feeds name and nobody has set' }),
}, { $id: 'Secrets' })
export const SecretSet = Type.Object({ name: Type.String() }, { $id: 'SecretSet' })
export type Secrets = Static<typeof Secrets>
