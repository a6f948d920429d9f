// What a feed file says about a folder into which files are put.
import Type from 'typebox'
import type { Static } from 'typebox'
import { FileFormat, Glob } from '../../formats/format-schema.ts'

export const FileDropConfig = Type.Object(
  {
    kind: Type.Literal('file-drop'),
    path: Type.String({ minLength: 1, maxLength: 200, description: 'The folder, relative to the one that CTMM_DROP_ROOT names.' }),
    names: Glob,
    format: FileFormat,
    order: Type.Optional(Type.Enum(['name', 'time'], { description: 'The order in which files are taken: by name (the default) or by their last change.' })),
    marker: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,20}$', description: 'A file is complete when one with its name and this ending lies beside it, such as .ok.' })),
    manifest: Type.Optional(Glob),
    stableSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, description: 'Without marker or manifest: a file is complete when it has not changed for so long; 10 when left out.' })),
  },
  { additionalProperties: false },
)
export type FileDropConfig = Static<typeof FileDropConfig>
