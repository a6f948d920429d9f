// Answers about the soundness of the store: what a rebuild mended, what the auditor has found.
import Type, { type Static } from 'typebox'
import { InstantText, Nullable } from './common.ts'

export const RebuiltAnswer = Type.Object({
  identities: Type.Integer({ description: 'Counted anew' }),
  edges: Type.Integer({ description: 'Edges that were missing or too many, mended now' }),
  sums: Type.Integer({ description: 'Sums of days that differed from their edges, mended now' }),
}, { $id: 'Rebuilt' })

export const AuditAnswer = Type.Object({
  checkedAt: Nullable(InstantText),
  identities: Type.Integer({ description: 'Looked at so far' }),
  sums: Type.Integer(),
  seals: Type.Integer(),
  open: Type.Integer({ description: 'Differences that no later look has found gone' }),
  findings: Type.Array(Type.Object({ kind: Type.String(), subject: Type.String(), detail: Type.Unknown(), foundAt: InstantText })),
  adjustments: Type.Array(Type.Object({ day: Type.String(), edges: Type.Integer(), lastRecordedAt: InstantText }), { description: 'Edges of sealed days that were recorded after their seal' }),
}, { $id: 'Audit' })

export type AuditAnswer = Static<typeof AuditAnswer>
