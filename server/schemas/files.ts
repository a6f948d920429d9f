// Files that were handed over, and what became of them, as JSON.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

export const StoredFile = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String({ description: 'Hexadecimal' }),
  storedAt: InstantText,
}, { $id: 'StoredFile', description: 'An original as it was handed over; GET /api/v1/files/{id} gives it back' })
export type StoredFile = Static<typeof StoredFile>

/** One row that was not taken. */
export const RefusedRow = Type.Object({
  position: Type.String({ description: 'File and row' }),
  field: Type.String(),
  value: Type.String(),
  code: Type.String(),
  reason: Bilingual,
  advice: Bilingual,
})

export const FileTaken = Type.Object({
  file: StoredFile,
  known: Type.Boolean({ description: 'This feed took the same file before, by the same feed file: nothing was done' }),
  run: Nullable(Type.Integer({ description: 'Number of the run' })),
  received: Type.Integer(),
  stored: Type.Integer(),
  duplicate: Type.Integer(),
  rejected: Type.Integer(),
  refused: Type.Array(RefusedRow, { description: 'The first rows that were not taken, at most 100; all of them wait among the dead letters' }),
}, { $id: 'FileTaken', description: 'received = stored + duplicate + rejected' })
export type FileTaken = Static<typeof FileTaken>

export const FormFeeds = Type.Object({
  feeds: Type.Array(Type.Object({
    sheet: Type.String(),
    template: Type.String(),
    text: Type.String({ description: 'A feed file whose adapter is upload; bureau and contact are still to be added' }),
  })),
}, { $id: 'FormFeeds' })
