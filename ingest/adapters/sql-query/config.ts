// What a feed file says about a table or query of somebody else's database.
import Type from 'typebox'
import type { Static } from 'typebox'
import { SecretRef } from '../../secrets/secret-ref.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional

const Name = Type.String({ minLength: 1, maxLength: 130, description: 'As the database writes it; upper and lower case matter.' })
const Column = Type.String({ minLength: 1, maxLength: 64, description: 'A column as the records name it.' })
const Key = Type.Array(Column, { minItems: 1, maxItems: 5, description: 'The columns that tell one row from every other, in the order of their index.' })

export const TimeColumn = Type.Object(
  {
    column: Column,
    format: optional(Type.String({ minLength: 1, maxLength: 40, description: 'Only for texts (a pattern such as "yyyy-MM-dd HH:mm:ss", largest unit first, so that texts sort as times do) and for numbers (epoch-s, epoch-ms).' })),
  },
  closed,
)

export const RowTest = Type.Object(
  {
    column: Column,
    equals: optional(Type.String()),
    in: optional(Type.Array(Type.String(), { minItems: 1, maxItems: 500 })),
    'not-in': optional(Type.Array(Type.String(), { minItems: 1, maxItems: 500, description: 'Null is in no list, so such rows stay.' })),
    from: optional(Type.String({ minLength: 1, description: 'This value and above.' })),
    below: optional(Type.String({ minLength: 1, description: 'Below this value.' })),
    empty: optional(Type.Boolean({ description: 'Whether the column is null.' })),
  },
  closed,
)

const SourceTable = Type.Object(
  { name: Name, rename: optional(Type.Record(Type.String(), Column, { description: 'This table\'s column to the name that the records have.' })) },
  closed,
)

const Watermark = Type.Object(
  {
    time: TimeColumn,
    key: Key,
    overlapMinutes: optional(Type.Integer({ minimum: 0, maximum: 527_040, description: 'How far back every read begins again, for rows that are committed late or dated back; 10 when left out.' })),
    from: optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The day from which the first read reads; everything when left out.' })),
  },
  closed,
)

const Flag = Type.Object(
  {
    column: Column,
    key: Key,
    pending: optional(Type.String({ description: 'The flag of rows that nobody has taken; "0" when left out.' })),
    done: optional(Type.String({ description: 'The flag that is set after commit; "1" when left out.' })),
    unchanged: optional(Type.String({ minLength: 1, maxLength: 64, description: 'A column that changes with every change of a row: a row that changed after it was read keeps its flag and is read again.' })),
    time: optional(TimeColumn),
    user: Type.String({ minLength: 1, maxLength: 130, description: 'A user of its own, who may read the key and update the flag and nothing else.' }),
    password: optional(SecretRef),
  },
  closed,
)

const Full = Type.Object({ key: Key, time: optional(TimeColumn) }, closed)

const Tls = Type.Object(
  {
    verify: Type.Enum(['full', 'ca', 'none'], { description: 'full: certificate and host name; ca: certificate; none: encrypted, but to whom is unknown.' }),
    ca: optional(Type.String({ minLength: 1, description: 'File with the certificates to trust (PEM), relative to the feed file.' })),
    name: optional(Type.String({ minLength: 1, maxLength: 253, description: 'The name in the certificate, where it is not the host.' })),
  },
  closed,
)

export const SqlQueryConfig = Type.Object(
  {
    kind: Type.Literal('sql-query'),
    engine: Type.Enum(['postgresql', 'mysql'], { description: 'mysql is MariaDB as well.' }),
    host: Type.String({ minLength: 1, maxLength: 253, description: 'Name or IP address; nothing else is ever connected to.' }),
    port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    database: Type.String({ minLength: 1, maxLength: 64 }),
    user: Type.String({ minLength: 1, maxLength: 130, description: 'A user who may read these tables and nothing else.' }),
    password: optional(SecretRef),
    tls: optional(Tls),
    zone: optional(Type.String({ minLength: 1, description: 'IANA zone of times without offset; the city\'s when left out.' })),
    connectSeconds: optional(Type.Integer({ minimum: 1, maximum: 120, description: '10 when left out.' })),
    statementSeconds: optional(Type.Integer({ minimum: 1, maximum: 3_600, description: 'Longest time for one statement; 60 when left out.' })),
    table: optional(Name),
    tables: optional(Type.Array(SourceTable, { minItems: 2, maxItems: 8, description: 'Tables of one shape that are read as one, the one that rows move out of first: current before history.' })),
    query: optional(Type.String({ minLength: 1, maxLength: 20_000, description: 'One SELECT in place of a table.' })),
    columns: optional(Type.Array(Column, { minItems: 1, maxItems: 500, description: 'What is read; the columns of the feed file, or all there are, when left out.' })),
    where: optional(Type.Array(RowTest, { minItems: 1, maxItems: 50, description: 'Rows that fail a test are not of this feed.' })),
    watermark: optional(Watermark),
    flag: optional(Flag),
    full: optional(Full),
  },
  closed,
)

export type SqlQueryConfig = Static<typeof SqlQueryConfig>
export type RowTest = Static<typeof RowTest>
export type TimeColumn = Static<typeof TimeColumn>
export type FlagConfig = NonNullable<SqlQueryConfig['flag']>
export type WatermarkConfig = NonNullable<SqlQueryConfig['watermark']>
