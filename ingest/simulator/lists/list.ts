// A list of the city as it changes over time, and when its keeper reports it.
import type { SampleRecord } from '../../samples/sample.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { dayOf, dayText, localText } from '../local-time.ts'
import type { ListStream } from '../streams.ts'
import type { Schedule } from './schedule.ts'

/** What became true of an entry at an instant. */
export interface Turn {
  readonly at: Instant
  readonly status: string
}

export interface ListEntry {
  readonly key: string
  readonly name: string
  /** '' where the list names none. */
  readonly area: string
  readonly bureau?: string
  readonly group?: string
  /** Entry into the list. */
  readonly begin: Instant
  /** First instant outside the list; for a full list one of its dates. */
  readonly end?: Instant
  /** In order of time; the first holds from `begin`. */
  readonly turns: readonly Turn[]
  /** Last use as the list of a date says it; undefined while there was none. */
  readonly usedAt?: (date: Instant) => Instant | undefined
}

/** Names of the columns; one that is left out is not in the list. */
export interface Columns {
  readonly key: string
  readonly name: string
  readonly date: string
  readonly status: string
  readonly area?: string
  readonly bureau?: string
  readonly group?: string
  readonly since?: string
  readonly begin?: string
  readonly end?: string
  readonly used?: string
}

export interface ListPlan {
  readonly stream: ListStream
  /** `list`: all entries at each date. `changes`: only entries that changed since the date before. */
  readonly form: 'list' | 'changes'
  readonly schedule: Schedule
  readonly columns: Columns
  /** How the keeper writes a status. */
  readonly words: Readonly<Record<string, string>>
  /** Whether the list gives days or moments for `since`, `begin` and `end`. */
  readonly dates: 'day' | 'second'
  readonly entries: readonly ListEntry[]
}

/** The row of an entry in the list of a date. */
export function rowOf(plan: ListPlan, entry: ListEntry, date: Instant): SampleRecord {
  const { columns } = plan
  const turn = entry.turns.findLast(({ at }) => at <= date) ?? entry.turns[0]
  const write = (at: Instant | undefined): string | null => (at === undefined ? null : plan.dates === 'day' ? dayText(dayOf(at)) : localText(at))
  const row: Record<string, string | null> = {
    [columns.key]: entry.key,
    [columns.name]: entry.name,
    [columns.status]: plan.words[turn?.status ?? ''] ?? '',
    [columns.date]: localText(date),
  }
  if (columns.area !== undefined) row[columns.area] = entry.area === '' ? null : entry.area
  if (columns.bureau !== undefined) row[columns.bureau] = entry.bureau ?? null
  if (columns.group !== undefined) row[columns.group] = entry.group ?? null
  if (columns.since !== undefined) row[columns.since] = write(turn?.at)
  if (columns.begin !== undefined) row[columns.begin] = write(entry.begin)
  if (columns.end !== undefined) row[columns.end] = entry.end !== undefined && announcementOf(entry.end) <= date ? write(entry.end) : null
  if (columns.used !== undefined) {
    const used = entry.usedAt?.(date)
    row[columns.used] = used === undefined ? null : localText(used)
  }
  return row
}

/** The end of an entry is announced a fortnight ahead. */
export const announcementOf = (end: Instant): Instant => end - 14 * 86_400_000
