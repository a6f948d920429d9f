// The city as the pages need it.
import Type, { type Static } from 'typebox'
import { Bilingual, Nullable } from './common.ts'

const name = Bilingual.properties

export const City = Type.Object({
  name: Bilingual,
  zone: Type.String({ description: 'IANA time zone' }),
  demo: Type.Boolean({ description: 'A demonstration city: mark it everywhere' }),
  root: Type.String(),
  areas: Type.Array(Type.Object({ code: Type.String(), kind: Type.String(), ...name, parent: Nullable(Type.String()), members: Type.Optional(Type.Array(Type.String())) })),
  bureaus: Type.Array(Type.Object({ code: Type.String(), ...name })),
  configured: Type.Boolean({ description: 'False until a city file has been applied' }),
}, { $id: 'City' })
export type City = Static<typeof City>
