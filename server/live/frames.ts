// What a viewer already has, so that a frame carries only what is new to see.
import type { Snapshot, Standing, Update, Value } from '../schemas/snapshot.ts'

/** What of a value a viewer can notice. Elapsed time alone moves the milliseconds of a mean and the end of a window at every look. */
function noticeable(value: Value): string {
  const { window, sumMs, freshness, ...rest } = value
  return JSON.stringify([rest, window.id, window.from, sumMs === undefined, freshness.oldestFeed, freshness.coveredUntil?.slice(0, 16)])
}

const keyOf = (value: Value): string => `${value.indicator}/${value.population}/${value.window.id}`

/** The difference from one snapshot to the next; undefined when there is nothing to see. */
export function updateBetween(before: Snapshot, after: Snapshot): Update | undefined {
  const seen = new Map(before.values.map((value) => [keyOf(value), noticeable(value)]))
  const values = after.values.filter((value) => seen.get(keyOf(value)) !== noticeable(value))
  const stood = new Map(before.standings.map((standing) => [standing.item, JSON.stringify(standing)]))
  const standings: readonly Standing[] = after.standings.filter((standing) => stood.get(standing.item) !== JSON.stringify(standing))
  const progress = JSON.stringify(before.progress) === JSON.stringify(after.progress) ? {} : { progress: after.progress }
  const feeds = JSON.stringify(before.feeds) === JSON.stringify(after.feeds) ? {} : { feeds: after.feeds }
  const update: Update = {
    asOf: after.asOf,
    ...(values.length === 0 ? {} : { values }),
    ...(standings.length === 0 ? {} : { standings: [...standings] }),
    ...progress,
    ...feeds,
  }
  return Object.keys(update).length === 1 ? undefined : update
}
