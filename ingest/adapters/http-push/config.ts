// What a feed file says about a source that pushes over HTTP: how it shows who it is, and how much it may send.
import Type from 'typebox'
import type { Static } from 'typebox'
import { SecretRef } from '../../secrets/secret-ref.ts'

const closed = { additionalProperties: false } as const

const Hmac = Type.Object(
  { hmac: SecretRef, skewSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'How far the time stamp may be from our clock; 300 when left out.' })) },
  closed,
)

export const HttpPushConfig = Type.Object(
  {
    kind: Type.Literal('http-push'),
    auth: Type.Optional(Type.Union([Type.Enum(['none', 'token']), Hmac], { description: 'none, token, or {hmac: {secret: NAME}}; none when left out, because the server listens to its own machine only.' })),
    rate: Type.Optional(Type.Object(
      { perSecond: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: 'Requests a second on average.' }), burst: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Requests at once after a rest.' }) },
      closed,
    )),
    waiting: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Requests of this feed that are being read or stored at once; 64 when left out. More get 429.' })),
  },
  closed,
)
export type HttpPushConfig = Static<typeof HttpPushConfig>
