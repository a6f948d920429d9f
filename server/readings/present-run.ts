// A run as JSON, with instants in the city's zone.
import type { FeedRun } from '../../db/feeds/feed-runs.ts'
import type { StoredProblem } from '../../db/feeds/tables.ts'
import { nextSlice, readBackFill } from '../../ingest/runner/back-fill.ts'
import type { RunFailure } from '../../ingest/runner/backoff.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { FeedProblem, FeedRun as PresentedRun } from '../schemas/feed-runs.ts'
import { presentInstant } from './present-value.ts'

const CODES: readonly RunFailure[] = ['unreachable', 'refused', 'incomplete', 'contract', 'configuration', 'timeout', 'store', 'lost', 'internal']

export function presentRun(run: FeedRun, zone: Zone): PresentedRun {
  const { id, feed, trigger, state, beganAt, endedAt, received, stored, duplicate, rejected, coveredUntil, cancelAsked, problem, detail } = run
  const backFill = trigger === 'back-fill' ? readBackFill(detail) : undefined
  return {
    id, feed, trigger, state, received, stored, duplicate, rejected, cancelAsked,
    beganAt: zone.format(beganAt), endedAt: presentInstant(zone, endedAt), coveredUntil: presentInstant(zone, coveredUntil),
    problem: presentProblem(problem),
    backFill: backFill === undefined ? null : {
      from: zone.format(backFill.from), to: zone.format(backFill.to), months: backFill.months, done: backFill.done, current: nextSlice(backFill, zone)?.month ?? null,
    },
  }
}

export function presentProblem(problem: StoredProblem | null): FeedProblem | null {
  const code = CODES.find((one) => one === problem?.code)
  return problem === null ? null : { code: code ?? 'internal', zh: problem.zh, en: problem.en }
}
