// How a feed file speaks of a secret: by name. The secret itself is kept encrypted in the store and stands in no file.
import Type from 'typebox'
import type { Static } from 'typebox'

export const SecretRef = Type.Object(
  { secret: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Name of a secret: `ctmm secret set NAME` or the page of feeds keeps it.' }) },
  { additionalProperties: false, description: 'A secret by its name.' },
)
export type SecretRef = Static<typeof SecretRef>
