// What a feed file says about a source that exists only as files which people hand over.
import Type from 'typebox'
import type { Static } from 'typebox'
import { FileFormat } from '../../formats/format-schema.ts'

export const UploadConfig = Type.Object({ kind: Type.Literal('upload'), format: FileFormat }, { additionalProperties: false })
export type UploadConfig = Static<typeof UploadConfig>
