// Geometry of the standing timeline: intervals clipped to the range shown, in percent of the width.
import type { StandingInterval } from '../api/types.ts'

export interface TimelineSegment extends StandingInterval {
  readonly left: number
  readonly width: number
  /** proven: a level holds; below: level one fails; unknown: the last reading is too old or there is none; open: nothing proven yet. */
  readonly look: 'proven' | 'below' | 'unknown' | 'open'
}

export function timelineOf(intervals: readonly StandingInterval[], from: number, to: number): TimelineSegment[] {
  const span = to - from
  if (span <= 0) return []
  return intervals.flatMap((one) => {
    const start = Math.max(from, Date.parse(one.from))
    const end = Math.min(to, Date.parse(one.to))
    if (!(end > start)) return []
    const left = ((start - from) / span) * 100
    return [{ ...one, left: hundredth(left), width: hundredth(((end - start) / span) * 100), look: lookOf(one) }]
  })
}

function lookOf(one: StandingInterval): TimelineSegment['look'] {
  if (one.state === 'stale' || one.state === 'not-assessable' || one.state === 'insufficient-sample') return 'unknown'
  if (one.proven === null) return 'open'
  return one.proven === 0 ? 'below' : 'proven'
}

const hundredth = (share: number): number => Math.round(share * 100) / 100
