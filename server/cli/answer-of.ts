// What a server answered, held to the shape that this release expects.
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { CommandError } from './command.ts'

/** Throws CommandError for anything else: the server may be of another release. */
export function answerOf<S extends TSchema>(schema: S, answer: unknown): Static<S> {
  if (!Value.Check(schema, answer)) throw new CommandError('The server answered something that this release does not know: is the server of the same release? `ctmm --version` tells this one.')
  return answer
}
