// The two clocks of a question as callers write them: what was true at asOf, as it was known at knownAt.
import Type from 'typebox'
import { knownHorizon } from '../db/known-horizon.ts'
import type { Db } from '../db/open-store.ts'
import type { Clocks } from '../rules/time/clocks.ts'
import type { Instant } from '../rules/time/instant.ts'
import type { Zone } from '../rules/time/zone.ts'
import { parseInstant } from './instants.ts'
import { ProblemError } from './problem.ts'

/** The parameter of a reading that can be asked as it was known. */
export const KnownAtQuery = { knownAt: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'As it was known to the store at this instant (ISO 8601 with offset); everything known by now when left out' })) }

/** Both parameters. */
export const ClocksQuery = { asOf: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'True in the city at this instant (ISO 8601 with offset); knownAt, or now, when left out' })), ...KnownAtQuery }

/** A question's clocks, and how final the answer is. */
export interface AskedClocks extends Clocks {
  /** By when everything told is what was known: the instant that was asked for, or the present. */
  readonly known: Known
}

export interface Known {
  readonly at: Instant
  /** Some of what will count as known at that instant may still be on its way: ask again after it. */
  readonly provisional: boolean
}

export interface ClockTexts {
  readonly asOf?: string | undefined
  readonly knownAt?: string | undefined
}

interface Asking {
  readonly db: Db
  readonly zone: Zone
  readonly now: Instant
  /** How the caller writes the two, for messages. */
  readonly names?: { readonly asOf: string; readonly knownAt: string }
}

/** Reads both clocks. Throws ProblemError 400 for what is no instant, and for a `knownAt` that lies in the future. */
export async function readClocks({ db, zone, now, names = { asOf: 'asOf', knownAt: 'knownAt' } }: Asking, texts: ClockTexts): Promise<AskedClocks> {
  // Asked before the reading takes its snapshot, which then holds everything that has been recorded by the horizon.
  const horizon = await knownHorizon(db)
  if (texts.knownAt === undefined) {
    const asOf = texts.asOf === undefined ? now : parseInstant(texts.asOf, zone, names.asOf)
    return { asOf, known: { at: now, provisional: false } }
  }
  const knownAt = parseInstant(texts.knownAt, zone, names.knownAt)
  if (knownAt > now + TOLERATED_MS) throw new ProblemError(400, `${names.knownAt}=${texts.knownAt} lies in the future: nothing is known by then yet.`, 'Name an instant that has passed, or leave it out to read everything known by now.')
  const asOf = texts.asOf === undefined ? knownAt : parseInstant(texts.asOf, zone, names.asOf)
  return { asOf, knownAt, known: { at: knownAt, provisional: knownAt > horizon } }
}

/** The caller's clock and ours may differ by this much without being told. */
const TOLERATED_MS = 5_000

/** When the day of `asOf` was over: what is known of it later restates it (追溯修订). */
export const firstKnownAt = (asOf: Instant, zone: Zone): Instant => zone.startOfDay(zone.localDay(asOf) + 1) - 1
