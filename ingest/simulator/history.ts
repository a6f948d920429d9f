// The past in batches: lists in order of their dates, then cases newest day first, as the sources hold them at the end.
import type { SampleRecord } from '../samples/sample.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { gridMessagesOf, orderRecordAt } from './appeals/records.ts'
import { caseCount, casesOf, ledgerLoadBefore } from './cases.ts'
import { eventRecordAt } from './events/records.ts'
import { rowOf, type ListPlan } from './lists/list.ts'
import type { Report } from './lists/reports.ts'
import { dayOf, startOf } from './local-time.ts'
import type { HistoryBatch } from './simulation.ts'
import type { CaseStream } from './streams.ts'

const BATCH = 2_000

export interface HistoryOptions {
  readonly seed: number
  readonly from: Instant
  readonly to: Instant
  readonly lists: readonly { readonly plan: ListPlan; readonly reports: readonly Report[] }[]
}

type Part = Omit<HistoryBatch, 'progress'>

/** The lists whole, and the cases accepted or filed since the day of `from`. */
export function* historyOf({ seed, from, to, lists }: HistoryOptions): Iterable<HistoryBatch> {
  const firstDay = dayOf(from)
  const lastDay = dayOf(to)
  const rows = lists.reduce((sum, { reports }) => sum + reports.reduce((count, { entries }) => count + entries.length, 0), 0)
  let total = rows
  for (let day = firstDay; day <= lastDay; day++) total += caseCount(seed, day)

  let loaded = 0
  for (const part of listParts(lists)) {
    loaded += part.records.length
    yield { ...part, progress: { loaded, total, loadedFrom: to } }
  }
  for (let day = lastDay; day >= firstDay; ) {
    const chunk: LocalDay[] = []
    let cases = 0
    for (; day >= firstDay && cases < BATCH; day--) {
      chunk.push(day)
      cases += caseCount(seed, day)
    }
    loaded += cases
    // An order accepted late on the day before may be dispatched on the chunk's first day, so only the next day is complete.
    const loadedFrom = day < firstDay ? from : Math.min(to, startOf(day + 2))
    for (const part of caseParts(seed, chunk, to)) yield { ...part, progress: { loaded, total, loadedFrom } }
  }
}

/** Full lists one by one; changes in larger batches, each row with its own date. */
function* listParts(lists: HistoryOptions['lists']): Iterable<Part> {
  for (const { plan, reports } of lists) {
    let records: SampleRecord[] = []
    for (const [index, { date, entries }] of reports.entries()) {
      records.push(...entries.map((entry) => rowOf(plan, entry, date)))
      if (plan.form === 'list') yield { feed: plan.stream, at: date, records, listDate: date }
      else if (records.length >= BATCH || index === reports.length - 1) yield { feed: plan.stream, at: date, records }
      else continue
      records = []
    }
  }
}

function* caseParts(seed: number, days: readonly LocalDay[], to: Instant): Iterable<Part> {
  const ledgerAt = ledgerLoadBefore(to)
  const records: Record<CaseStream, SampleRecord[]> = { 'hotline-orders': [], 'hotline-grid': [], 'city-events': [], 'district-ledgers': [] }
  const add = (stream: CaseStream, record: SampleRecord | undefined): void => {
    if (record !== undefined) records[stream].push(record)
  }
  for (const day of days) {
    const { appeals, events } = casesOf(seed, day)
    for (const appeal of appeals) {
      if (appeal.stream === 'hotline-orders') add('hotline-orders', orderRecordAt(appeal, to))
      for (const { at, record } of gridMessagesOf(appeal)) if (at <= to) add('hotline-grid', record)
    }
    for (const event of events) add(event.stream, eventRecordAt(event, event.stream === 'district-ledgers' ? ledgerAt : to))
  }
  for (const feed of ['hotline-orders', 'hotline-grid', 'city-events', 'district-ledgers'] as const) {
    if (records[feed].length > 0) yield { feed, at: feed === 'district-ledgers' ? ledgerAt : to, records: records[feed] }
  }
}
