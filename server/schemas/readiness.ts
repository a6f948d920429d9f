// What /readyz says: the store behind the server, what its database can do, and what whoever runs it ought to mend.
import Type from 'typebox'
import { InstantText, Nullable } from './common.ts'

const Timescale = Type.Object({
  version: Type.String(),
  licence: Type.Union([Type.Enum(['apache', 'timescale'], { description: 'The Apache edition has hypertables and drop_chunks only' }), Type.Null()]),
  installed: Type.Boolean({ description: 'Created in this database' }),
  available: Type.Boolean(),
  preloaded: Type.Boolean(),
  compression: Type.Boolean(),
  continuousAggregates: Type.Boolean(),
  retentionPolicies: Type.Boolean(),
})

export const Readiness = Type.Object({
  status: Type.Literal('ready'),
  store: Type.Enum(['embedded', 'server']),
  database: Type.String({ description: 'Product and version of the database' }),
  model: Type.String(),
  city: Type.Boolean({ description: 'A city file is in force' }),
  capabilities: Type.Object({
    engine: Type.Enum(['embedded', 'postgresql']),
    server: Type.Object({ number: Type.Integer({ description: '150004 is 15.4' }), text: Type.String() }),
    timescale: Type.Union([Timescale, Type.Null()]),
    canWrite: Type.Boolean(),
    synchronous: Type.Boolean({ description: 'A commit that was answered survives a crash of the machine' }),
  }),
  schema: Type.Object({
    applied: Type.Array(Type.String()),
    pending: Type.Array(Type.String()),
  }),
  audit: Type.Object({
    checkedAt: Nullable(InstantText),
    open: Type.Integer({ description: 'Differences between what was said and what is counted; anything but 0 needs a person (`ctmm audit`)' }),
    rebuilding: Type.Boolean({ description: 'Edges and sums are being made anew; readings are incomplete until it ends' }),
  }),
  warnings: Type.Array(Type.Object({
    code: Type.Enum(['not-synchronous', 'clock-differs', 'extension-not-created']),
    detail: Type.String(),
    advice: Type.String(),
  })),
})
