// Whether a feed can be read when its file says, and its cadence counted by the clock that it names.
import { zoneOf } from '../../rules/time/zone.ts'
import { adapterOf } from '../adapters/registry.ts'
import { parseCron } from '../runner/cron-fields.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import type { FeedScope } from './feed-scope.ts'
import type { Feed } from './feed.ts'

export function scheduleProblems({ adapter, cadenceClock, schedule }: Feed, { city }: FeedScope): readonly FeedFlaw[] {
  const flaws: FeedFlaw[] = []
  if (cadenceClock === 'working-days' && city !== undefined && city.workingCalendar === undefined) {
    flaws.push({ at: '/cadenceClock', message: 'The city has no working calendar, so nobody can tell its working days: add workingCalendar to the city file, or leave cadenceClock out.' })
  }
  if (schedule === undefined) return flaws
  if (adapterOf(adapter.kind).read === undefined) {
    flaws.push({ at: '/schedule', message: `A source of the kind ${adapter.kind} comes to us, so there is nothing to read by a schedule: leave "schedule" out.` })
  }
  const fields = schedule.cron === undefined ? undefined : parseCron(schedule.cron)
  if (typeof fields === 'string') flaws.push({ at: '/schedule/cron', message: fields })
  if (schedule.cron !== undefined && schedule.everySeconds !== undefined) flaws.push({ at: '/schedule', message: 'Write "cron" or "everySeconds", not both.' })
  if (schedule.zone !== undefined) {
    if (schedule.cron === undefined) flaws.push({ at: '/schedule/zone', message: 'A zone belongs to "cron": leave it out.' })
    if (!isZone(schedule.zone)) flaws.push({ at: '/schedule/zone', message: `Unknown time zone "${schedule.zone}": use an IANA name such as Asia/Shanghai.` })
  }
  return flaws
}

function isZone(name: string): boolean {
  try {
    zoneOf(name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
