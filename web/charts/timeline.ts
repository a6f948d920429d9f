// Geometry of the standing timeline: intervals clipped to the range shown, in percent of the width.
import type { StandingInterval } from '../api/types.ts'

type Told = Pick<StandingInterval, 'proven' | 'ceiling' | 'state'>

/** proven: a level holds; below: level one fails; unknown: the last reading is too old or there is none; open: nothing proven yet. */
export type Look = 'proven' | 'below' | 'unknown' | 'open'

interface Span {
  readonly from: string
  readonly to: string
  readonly left: number
  readonly width: number
}

/** A standing as it is known now. */
export interface TimelineSegment extends Span, Told {
  readonly look: Look
}

/** How a part of the time was decided. */
export interface DecidedSegment extends Span {
  readonly decided: StandingInterval['decided']
  readonly was: StandingInterval['was']
}

export interface Timeline {
  /** Joined where the standing stays the same, however it was decided. */
  readonly standings: readonly TimelineSegment[]
  readonly decided: readonly DecidedSegment[]
}

export function timelineOf(intervals: readonly StandingInterval[], from: number, to: number): Timeline {
  if (to <= from) return { standings: [], decided: [] }
  const clipped = intervals.flatMap((one) => {
    const span = spanOf(one, from, to)
    return span === undefined ? [] : [{ one, span }]
  })
  return {
    standings: joined(clipped, ({ one }) => `${one.proven}/${one.ceiling}/${one.state}`).map(({ one: { proven, ceiling, state }, span }) => ({ ...span, proven, ceiling, state, look: lookOf({ proven, ceiling, state }) })),
    decided: joined(clipped, ({ one }) => `${one.decided}/${JSON.stringify(one.was)}`).map(({ one, span }) => ({ ...span, decided: one.decided, was: one.was })),
  }
}

export function lookOf({ state, proven }: Told): Look {
  if (state === 'stale' || state === 'not-assessable' || state === 'insufficient-sample') return 'unknown'
  if (proven === null) return 'open'
  return proven === 0 ? 'below' : 'proven'
}

interface Clipped {
  readonly one: StandingInterval
  readonly span: Span
}

function spanOf(one: StandingInterval, from: number, to: number): Span | undefined {
  const start = Math.max(from, Date.parse(one.from))
  const end = Math.min(to, Date.parse(one.to))
  return end > start ? { from: one.from, to: one.to, left: hundredth(((start - from) / (to - from)) * 100), width: hundredth(((end - start) / (to - from)) * 100) } : undefined
}

function joined(parts: readonly Clipped[], key: (part: Clipped) => string): Clipped[] {
  const result: Clipped[] = []
  for (const part of parts) {
    const last = result[result.length - 1]
    if (last === undefined || key(last) !== key(part)) result.push(part)
    else result[result.length - 1] = { one: last.one, span: { ...last.span, to: part.span.to, width: hundredth(part.span.left + part.span.width - last.span.left) } }
  }
  return result
}

const hundredth = (share: number): number => Math.round(share * 100) / 100
