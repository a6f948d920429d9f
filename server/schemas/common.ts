// Shapes that several answers share.
import Type, { type Static } from 'typebox'

export const Bilingual = Type.Object({ zh: Type.String(), en: Type.String() })
export const InstantText = Type.String({ format: 'date-time', description: "ISO 8601 with the offset of the city's zone" })
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String(),
  advice: Type.String({ description: 'What to do next' }),
  failure: Type.Optional(Type.Enum(['unreachable', 'refused', 'incomplete', 'contract', 'configuration'], { description: 'What a source did, where a source failed' })),
  text: Type.Optional(Type.Object(Bilingual.properties, { description: 'The same in both languages, where a source failed' })),
}, { $id: 'Problem', description: 'application/problem+json' })

export const AreaText = Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Area code; the city when left out' }))

export type Bilingual = Static<typeof Bilingual>
