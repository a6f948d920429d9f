// What a feed file says about how an HTTP source is reached: time limits, size, retries, TLS, proxy, and who we are.
import Type from 'typebox'
import type { Static } from 'typebox'
import { SecretRef } from '../secrets/secret-ref.ts'

const closed = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1, maxLength: 400 })
const Ms = (description: string) => Type.Optional(Type.Integer({ minimum: 20, maximum: 3_600_000, description }))

export const Timeouts = Type.Object(
  {
    connectMs: Ms('Until there is a connection; 10,000 when left out.'),
    headersMs: Ms('Until the answer begins; 60,000 when left out.'),
    silenceMs: Ms('Longest pause within an answer; 30,000 when left out.'),
    wholeMs: Ms('Until an answer has ended; 300,000 when left out.'),
  },
  closed,
)

export const Retry = Type.Object(
  {
    attempts: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, description: 'Further attempts after the first; 3 when left out.' })),
    firstDelayMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 60_000, description: '500 when left out; it doubles with each attempt, and the wait is anything up to it.' })),
    longestDelayMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000, description: '30,000 when left out; a Retry-After beyond it ends the reading.' })),
    alsoPost: Type.Optional(Type.Boolean({ description: 'A POST to this source only asks and may be sent again; false when left out.' })),
  },
  closed,
)

export const Tls = Type.Object(
  {
    ca: Type.Optional(SecretRef),
    certificate: Type.Optional(SecretRef),
    key: Type.Optional(SecretRef),
    passphrase: Type.Optional(SecretRef),
    serverName: Type.Optional(Type.String({ minLength: 1, maxLength: 253, description: 'Name in the certificate of the server, where it is another one than in the address.' })),
  },
  { ...closed, description: 'Secrets in PEM: `ca` to trust, `certificate` and `key` to show.' },
)

export const Proxy = Type.Object({ url: Text, user: Type.Optional(Text), password: Type.Optional(SecretRef) }, closed)

const Header = Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$", description: 'Name of a header.' })

/** How a request says who sends it, by `kind`. */
export const authSchemas = {
  none: Type.Object({ kind: Type.Literal('none') }, closed),
  basic: Type.Object({ kind: Type.Literal('basic'), user: Text, password: SecretRef }, closed),
  bearer: Type.Object({ kind: Type.Literal('bearer'), token: SecretRef }, closed),
  header: Type.Object({ kind: Type.Literal('header'), name: Header, value: SecretRef }, closed),
  'national-exchange': Type.Object(
    { kind: Type.Literal('national-exchange'), requester: Text, service: Text, key: SecretRef },
    { ...closed, description: 'gjgxjhpt_rid, _sid, _rtime and _sign.' },
  ),
  tif: Type.Object({ kind: Type.Literal('tif'), paasId: Text, token: SecretRef }, { ...closed, description: 'x-tif-paasid, -timestamp, -nonce and -signature.' }),
  oauth2: Type.Object(
    {
      kind: Type.Literal('oauth2'),
      tokenUrl: Text,
      clientId: Text,
      clientSecret: SecretRef,
      scope: Type.Optional(Text),
      credentials: Type.Optional(Type.Enum(['header', 'body'], { description: 'Where the token endpoint wants id and secret; header when left out.' })),
    },
    { ...closed, description: 'OAuth 2, client credentials.' },
  ),
} as const

export const Auth = Type.Union([
  authSchemas.none, authSchemas.basic, authSchemas.bearer, authSchemas.header, authSchemas['national-exchange'], authSchemas.tif, authSchemas.oauth2,
])

/** The keys of an adapter's configuration that the client understands. */
export const httpProperties = {
  timeouts: Type.Optional(Timeouts),
  retry: Type.Optional(Retry),
  largestAnswerMiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 256, description: 'A longer answer is not read; 16 when left out.' })),
  tls: Type.Optional(Tls),
  proxy: Type.Optional(Proxy),
  auth: Type.Optional(Auth),
} as const

const HttpProperties = Type.Object(httpProperties)
export type HttpSettings = Static<typeof HttpProperties>
export type Auth = Static<typeof Auth>
export type AuthOf<K extends Auth['kind']> = Extract<Auth, { kind: K }>

export interface HttpLimits {
  readonly connectMs: number
  readonly headersMs: number
  readonly silenceMs: number
  readonly wholeMs: number
  readonly largestBytes: number
}

const MIB = 1_048_576

export const limitsOf = ({ timeouts = {}, largestAnswerMiB = 16 }: HttpSettings): HttpLimits => ({
  connectMs: 10_000, headersMs: 60_000, silenceMs: 30_000, wholeMs: 300_000, ...timeouts, largestBytes: largestAnswerMiB * MIB,
})

export const retryOf = ({ retry = {} }: HttpSettings): Required<Static<typeof Retry>> => ({ attempts: 3, firstDelayMs: 500, longestDelayMs: 30_000, alsoPost: false, ...retry })
