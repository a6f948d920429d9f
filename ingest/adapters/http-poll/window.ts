// Which changes are asked for: since when, until when, and what the newest record moves the cursor to.
import type { Instant } from '../../../rules/time/instant.ts'
import type { Zone } from '../../../rules/time/zone.ts'
import { compileDate } from '../../mapping/date-format.ts'
import { compilePath } from '../../mapping/path.ts'
import { compileDateText } from '../../mapping/write-date.ts'
import type { Sample } from '../../samples/sample.ts'
import { FeedReadError, type Range } from '../adapter.ts'
import type { Since } from './config.ts'
import type { PollCursor } from './poll-cursor.ts'

export interface Window {
  readonly parameters: Readonly<Record<string, string>>
}

const OVERLAP_SECONDS = 300

/** Throws FeedReadError (`configuration`) where a back-fill is wanted and the interface cannot be asked for a time. */
export function windowOf(since: Since | undefined, { cursor, range, begun, zone }: { readonly cursor: PollCursor; readonly range: Range | undefined; readonly begun: Instant; readonly zone: Zone }): Window {
  if (range !== undefined && since?.until === undefined) {
    throw new FeedReadError('configuration', 'This feed cannot be read for a time of the past: declare `since` with `parameter` and `until`, the parameters that the interface takes for from and to.', '该数据源无法按时间段补采：请在 since 中声明接口的起止时间参数 parameter 和 until。')
  }
  if (since === undefined) return { parameters: {} }
  const write = compileDateText(since.date, zone)
  const from = range?.from ?? (cursor.newest === undefined ? startOf(since, zone) : cursor.newest - (since.overlapSeconds ?? OVERLAP_SECONDS) * 1000)
  return {
    parameters: {
      ...(from === undefined ? {} : { [since.parameter]: write(from) }),
      ...(since.until === undefined ? {} : { [since.until]: write(range?.to ?? begun) }),
    },
  }
}

function startOf({ start }: Since, zone: Zone): Instant | undefined {
  const at = start === undefined ? undefined : compileDate({ format: 'ISO' }, zone)(start)
  return typeof at === 'number' ? at : undefined
}

/** The newest time that samples say; undefined where none says one. What lies ahead of `begun` is no time to go on from. */
export function newestOf(since: Since, zone: Zone, begun: Instant): (samples: readonly Sample[]) => Instant | undefined {
  const at = compilePath(since.path)
  const parse = compileDate(since.pathDate ?? since.date, zone)
  return (samples) => {
    let newest: Instant | undefined
    for (const sample of samples) {
      const value = 'record' in sample ? at(sample.record) : undefined
      const instant = typeof value === 'string' ? parse(value) : undefined
      if (typeof instant === 'number' && instant <= begun && (newest === undefined || instant > newest)) newest = instant
    }
    return newest
  }
}
