// One consistent reading of the city: a snapshot, or a snapshot with updates folded in, indexed for the pages.
import type { Snapshot, Standing, Update, Value } from '../api/types.ts'

export interface Reading {
  readonly snapshot: Snapshot
  /** The value that is judged, for an indicator and population. */
  judged(code: string, population: string): Value | undefined
  /** Every declared window of an indicator and population, judged one first. */
  windows(code: string, population: string): readonly Value[]
  standing(item: string): Standing | undefined
}

const keyOf = (value: Value): string => `${value.indicator}|${value.population}|${value.window.id}`

/** Replaces the rows that an update names; everything else stays. An update older than the snapshot changes nothing. */
export function applyUpdate(snapshot: Snapshot, update: Update): Snapshot {
  if (Date.parse(update.asOf) < Date.parse(snapshot.asOf)) return snapshot
  return {
    ...snapshot,
    asOf: update.asOf,
    values: replaceRows(snapshot.values, update.values ?? [], keyOf),
    standings: replaceRows(snapshot.standings, update.standings ?? [], (one) => one.item),
    progress: update.progress === undefined ? snapshot.progress : update.progress,
    feeds: update.feeds ?? snapshot.feeds,
  }
}

function replaceRows<T>(rows: readonly T[], changed: readonly T[], key: (row: T) => string): readonly T[] {
  if (changed.length === 0) return rows
  const fresh = new Map(changed.map((row) => [key(row), row]))
  const kept = rows.map((row) => {
    const found = fresh.get(key(row))
    fresh.delete(key(row))
    return found ?? row
  })
  return [...kept, ...fresh.values()]
}

/** Indexes a snapshot. */
export function readingOf(snapshot: Snapshot): Reading {
  const groups = new Map<string, Value[]>()
  for (const value of snapshot.values) {
    const key = `${value.indicator}|${value.population}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  for (const group of groups.values()) group.sort((a, b) => Number(b.judged) - Number(a.judged))
  const standings = new Map(snapshot.standings.map((one) => [one.item, one]))
  const windows = (code: string, population: string): readonly Value[] => groups.get(`${code}|${population}`) ?? []
  return {
    snapshot,
    windows,
    judged: (code, population) => windows(code, population).find((one) => one.judged),
    standing: (item) => standings.get(item),
  }
}
