// How a request shows who sends it: headers from the request, secrets and the time. Each way is one file beside this one.
import type { Instant } from '../../../rules/time/instant.ts'
import type { HttpAnswer, HttpRequest } from '../exchange.ts'

export interface SigningContext {
  /** A secret by its name; throws FeedReadError (`configuration`) where there is none. */
  readonly secret: (name: string) => string
  readonly now: Instant
  /** Asks another address that the feed names, unsigned: where tokens come from. */
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>
}

/** Names in lower case. */
export type Headers = Readonly<Record<string, string>>

export interface Signer {
  /** Called before every attempt, so that a time stamp is that of the attempt. */
  sign(request: HttpRequest, context: SigningContext): Headers | Promise<Headers>
  /** Told that the source did not accept the headers (401). Whether another attempt, signed anew, may be accepted. */
  renew?(): boolean
}
