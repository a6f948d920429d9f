// What a feed does next, decided from what the store says about it: pure, so that every history can be tried.
import type { Instant } from '../../rules/time/instant.ts'
import { nextDue, type RunSchedule } from './schedule.ts'

/** What is known of a feed that we read. Instants are of the process's clock. */
export interface Situation {
  readonly paused: boolean
  /** When the last regular reading began or was due, whichever process did it; undefined when there was none. */
  readonly lastBegan: Instant | undefined
  readonly retryAt: Instant | undefined
  /** The oldest run that somebody asked for and nobody has begun. */
  readonly asked: number | undefined
  /** A back-fill with months to read, and before when it is not tried again. */
  readonly backFill: { readonly run: number; readonly notBefore: Instant } | undefined
}

export type Step =
  | { readonly do: 'run'; readonly trigger: 'schedule' | 'catch-up' }
  | { readonly do: 'asked'; readonly run: number }
  | { readonly do: 'slice'; readonly run: number }
  | { readonly do: 'rest'; readonly until: Instant }

/** `until` is Infinity where only a person changes anything. */
export function nextStep(schedule: RunSchedule, situation: Situation, now: Instant): Step {
  // What a person asks for is done at once, whatever waits for a retry; a pause holds everything but that.
  if (situation.asked !== undefined) return { do: 'asked', run: situation.asked }
  if (situation.paused) return { do: 'rest', until: Infinity }
  const due = dueAt(schedule, situation, now)
  // However many times were missed, one reading makes up for all of them.
  if (due <= now) return { do: 'run', trigger: situation.retryAt === undefined && nextDue(schedule, due) <= now ? 'catch-up' : 'schedule' }
  const { backFill } = situation
  if (backFill === undefined) return { do: 'rest', until: due }
  return backFill.notBefore <= now ? { do: 'slice', run: backFill.run } : { do: 'rest', until: Math.min(due, backFill.notBefore) }
}

function dueAt(schedule: RunSchedule, { lastBegan, retryAt }: Situation, now: Instant): Instant {
  if (schedule.kind === 'never') return Infinity
  return retryAt ?? (lastBegan === undefined ? now : nextDue(schedule, lastBegan))
}

/** When a feed is read next by itself; undefined where it is not, or while it is paused. */
export function nextRunAt(schedule: RunSchedule, situation: Pick<Situation, 'paused' | 'lastBegan' | 'retryAt'>, now: Instant): Instant | undefined {
  const due = situation.paused ? Infinity : dueAt(schedule, { ...situation, asked: undefined, backFill: undefined }, now)
  return due === Infinity ? undefined : Math.max(due, now)
}

/** How long a feed that is due waits, so that a start after a downtime is no storm: up to a tenth of its interval, a minute at most. */
export function spreadMs(schedule: RunSchedule, now: Instant, random: number): number {
  return Math.round(Math.min(60_000, (nextDue(schedule, now) - now) / 10) * random)
}
