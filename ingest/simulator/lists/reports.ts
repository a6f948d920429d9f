// What a list's keeper has sent by when: each report with its date, its arrival and the entries in it.
import type { Instant } from '../../../rules/time/instant.ts'
import { DAY } from '../local-time.ts'
import { announcementOf, type ListEntry, type ListPlan } from './list.ts'
import { datesUntil } from './schedule.ts'

export interface Report {
  readonly date: Instant
  readonly arrivesAt: Instant
  /** Empty when nothing has changed. */
  readonly entries: readonly ListEntry[]
}

/** The reports that have arrived by an instant, in order; remembers them, because the same ones are asked for again and again. */
export function reporterOf(plan: ListPlan): (until: Instant) => readonly Report[] {
  let reports: readonly Report[] = []
  let horizon = -Infinity
  return (until) => {
    if (until > horizon) {
      horizon = until + 30 * DAY
      const dates = datesUntil(plan.schedule, horizon)
      const entries = plan.form === 'list' ? wholeLists(plan, dates) : changes(plan, dates)
      reports = dates.map((date, index) => ({ date, arrivesAt: date + plan.schedule.delayMs, entries: entries[index] ?? [] }))
    }
    return reports.slice(0, firstIndex(reports.length, (index) => (reports[index]?.arrivesAt ?? 0) > until))
  }
}

const wholeLists = ({ entries }: ListPlan, dates: readonly Instant[]): readonly (readonly ListEntry[])[] =>
  dates.map((date) => entries.filter(({ begin, end }) => begin <= date && (end === undefined || date < end)))

function changes({ entries }: ListPlan, dates: readonly Instant[]): readonly (readonly ListEntry[])[] {
  const reports: ListEntry[][] = dates.map(() => [])
  for (const entry of entries) {
    const news = [entry.begin, ...entry.turns.map(({ at }) => at), ...(entry.end === undefined ? [] : [announcementOf(entry.end)])]
    const reported = new Set(news.map((at) => firstIndex(dates.length, (index) => (dates[index] ?? 0) >= at)))
    for (const index of reported) reports[index]?.push(entry)
  }
  return reports
}

/** The first index for which an ascending test holds, else `length`. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
