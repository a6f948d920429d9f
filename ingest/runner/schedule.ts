// When a source that we read is due: by cron fields, every so often, or as often as its cadence says.
import type { Instant } from '../../rules/time/instant.ts'
import { zoneOf, type Zone } from '../../rules/time/zone.ts'
import { adapterOf } from '../adapters/registry.ts'
import type { Feed } from '../feed-file/feed.ts'
import { parseCron, type CronFields } from './cron-fields.ts'
import { nextCron } from './next-cron.ts'

/** `never`: read only when somebody asks. */
export type RunSchedule = { readonly kind: 'never' } | { readonly kind: 'cron'; readonly fields: CronFields; readonly zone: Zone } | { readonly kind: 'every'; readonly everyMs: number }

const MS_PER_MINUTE = 60_000
/** A list that is delivered once a month is still looked for every day. */
const LONGEST_EVERY_MS = 86_400_000
const TIMEOUT_S = 900

/** Expects a feed that was checked; `zone` is the city's. */
export function scheduleOf({ adapter, schedule, cadenceMinutes }: Pick<Feed, 'adapter' | 'schedule' | 'cadenceMinutes'>, zone: Zone): RunSchedule {
  const { onRequest, read } = adapterOf(adapter.kind)
  if (read === undefined || (onRequest === true && schedule?.cron === undefined && schedule?.everySeconds === undefined)) return { kind: 'never' }
  const fields = schedule?.cron === undefined ? undefined : parseCron(schedule.cron)
  if (typeof fields === 'object') return { kind: 'cron', fields, zone: schedule?.zone === undefined ? zone : zoneOf(schedule.zone) }
  if (schedule?.everySeconds !== undefined) return { kind: 'every', everyMs: schedule.everySeconds * 1000 }
  return { kind: 'every', everyMs: Math.min(cadenceMinutes * MS_PER_MINUTE, LONGEST_EVERY_MS) }
}

/** The first time at which a source is due after it was due or read at `after`; Infinity when there is none. Later arguments never give an earlier answer. */
export function nextDue(schedule: RunSchedule, after: Instant): Instant {
  switch (schedule.kind) {
    case 'every':
      return after + schedule.everyMs
    case 'cron':
      return nextCron(schedule.fields, schedule.zone, after) ?? Infinity
    case 'never':
      return Infinity
  }
}

/** Milliseconds after which a read is broken off. */
export const timeoutOf = ({ schedule }: Pick<Feed, 'schedule'>): number => (schedule?.timeoutSeconds ?? TIMEOUT_S) * 1000
