// Where a polled feed goes on from: the newest time seen, and what lets the source say that nothing has changed.
import Type from 'typebox'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'

/** Of an answer that was the whole of its reading. */
const Validator = Type.Object({
  /** Digest of the request that it belongs to. */
  request: Type.String(),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
})
const PollCursor = Type.Object({ newest: Type.Optional(Type.Integer()), validator: Type.Optional(Validator) })
export type PollCursor = Static<typeof PollCursor>
export type Validator = Static<typeof Validator>

/** What is stored; a cursor of another adapter, or none, is a beginning. */
export function pollCursorOf(stored: unknown): PollCursor {
  return Value.Check(PollCursor, stored) ? stored : {}
}
