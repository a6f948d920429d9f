// What a feed file says about an HTTP interface that is asked for JSON.
import Type from 'typebox'
import type { Static } from 'typebox'
import { httpProperties } from '../../http/http-config.ts'
import { DateFormat } from '../../mapping/vocabulary.ts'
import { SecretRef } from '../../secrets/secret-ref.ts'

const closed = { additionalProperties: false } as const
const Pointer = (description: string) => Type.String({ pattern: '^(/[^~]*(~[01][^~]*)*)?$', maxLength: 200, description })
const Parameter = Type.String({ minLength: 1, maxLength: 100, description: 'Name of a parameter; in a body a JSON Pointer may name a nested one.' })
const Name = Type.String({ minLength: 1, maxLength: 100 })
const Value = Type.Union([Type.String({ maxLength: 2_000 }), SecretRef])
const Size = Type.Integer({ minimum: 1, maximum: 100_000, description: 'Records a page.' })

/** How the rest of a long answer is asked for. */
const Paging = Type.Union([
  Type.Object({ by: Type.Literal('page'), parameter: Parameter, first: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })), sizeParameter: Type.Optional(Parameter), size: Type.Optional(Size) }, closed),
  Type.Object({ by: Type.Literal('offset'), parameter: Parameter, sizeParameter: Type.Optional(Parameter), size: Type.Optional(Size) }, closed),
  Type.Object({ by: Type.Literal('cursor'), parameter: Parameter, next: Pointer('Where the answer says the next cursor; absent, null or empty at the end.'), sizeParameter: Type.Optional(Parameter), size: Type.Optional(Size) }, closed),
  Type.Object({ by: Type.Literal('link'), next: Pointer('Where the answer says the next address, of the same host; absent, null or empty at the end.'), sizeParameter: Type.Optional(Parameter), size: Type.Optional(Size) }, closed),
])

/** Reads only what has changed since the newest record that was seen. */
const Since = Type.Object(
  {
    parameter: Parameter,
    until: Type.Optional(Parameter),
    date: DateFormat,
    path: Type.String({ minLength: 1, maxLength: 200, description: 'Where a record says when it was changed: a key or a JSON Pointer.' }),
    pathDate: Type.Optional(DateFormat),
    overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000, description: 'Read once more before the newest time; 300 when left out.' })),
    start: Type.Optional(Type.String({ minLength: 4, maxLength: 40, description: 'Where the first reading begins, ISO; without it the first reading asks for everything.' })),
  },
  closed,
)

const Success = Type.Object(
  {
    pointer: Pointer('Where the answer says whether it went well, such as /code.'),
    values: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 20, description: 'What it says then, as text: "0", "200", "true".' }),
    message: Type.Optional(Pointer('Where it says what is wrong.')),
  },
  closed,
)

export const HttpPollConfig = Type.Object(
  {
    kind: Type.Literal('http-poll'),
    url: Type.String({ minLength: 8, maxLength: 2_000 }),
    method: Type.Optional(Type.Enum(['GET', 'POST'], { description: 'GET when left out.' })),
    query: Type.Optional(Type.Record(Name, Value)),
    headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$" }), Value)),
    body: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'What a POST sends, as JSON.' })),
    parameters: Type.Optional(Type.Enum(['query', 'body'], { description: 'Where parameters of paging and time go; the body of a POST, the query of a GET when left out.' })),
    records: Pointer('JSON Pointer of the list of records; "" when the answer is the list.'),
    encoding: Type.Optional(Type.Enum(['utf-8', 'gb18030'], { description: 'What the answer says of itself, or utf-8, when left out.' })),
    since: Type.Optional(Since),
    paging: Type.Optional(Paging),
    mostPages: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: '1,000 when left out.' })),
    total: Type.Optional(Pointer('Where the answer says how many records there are in all.')),
    success: Type.Optional(Success),
    ...httpProperties,
  },
  closed,
)
export type HttpPollConfig = Static<typeof HttpPollConfig>
export type Paging = Static<typeof Paging>
export type Since = Static<typeof Since>
