// Whether the columns that a feed lists and those that its mapping reads are the same story.
import { isTable } from '../formats/feed-format.ts'
import { segmentsOf } from '../mapping/path.ts'
import { daysFromCivil, isDay } from '../mapping/local-clock.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import type { Feed } from './feed.ts'
import { fieldsOf } from './field-problems.ts'

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** The columns or top-level keys that a feed reads, each with where it says so. */
export function columnsRead(feed: Feed): readonly { readonly at: string; readonly column: string; readonly path: string }[] {
  const { coverage, mapping } = feed
  const paths = [
    ...fieldsOf(mapping).flatMap(({ at, spec }) => (spec.path === undefined ? [] : [{ at: `${at}/path`, path: spec.path }])),
    ...(mapping.filter ?? []).map((test, index) => ({ at: `/mapping/filter/${index}/path`, path: test.path })),
    ...(coverage.until === 'column' ? [{ at: '/coverage/path', path: coverage.path }] : []),
  ]
  return paths.map(({ at, path }) => ({ at, path, column: segmentsOf(path)[0] ?? path }))
}

export function columnProblems(feed: Feed): readonly FeedFlaw[] {
  const flaws: FeedFlaw[] = []
  const columns = new Set(feed.columns)
  const ignored = new Set(feed.ignore)
  for (const list of ['columns', 'ignore'] as const) {
    for (const [index, column] of (feed[list] ?? []).entries()) {
      const at = `/${list}/${index}`
      if (FORBIDDEN.has(column)) flaws.push({ at, message: `The column "${column}" is not allowed.` })
      if (feed[list]?.indexOf(column) !== index) flaws.push({ at, message: `The column "${column}" is listed twice.` })
      if (list === 'ignore' && columns.has(column)) flaws.push({ at, message: `The column "${column}" is both under "columns" and under "ignore": keep it in one.` })
    }
  }
  if (feed.ignore !== undefined && feed.columns === undefined) flaws.push({ at: '/ignore', message: '"ignore" completes "columns": list the columns that are used, too.' })
  for (const { at, column, path } of columnsRead(feed)) {
    if (isTable(feed.adapter) && path.startsWith('/')) flaws.push({ at, message: `The path "${path}" is a JSON Pointer, and a table has columns only: write the column's name.` })
    else if (ignored.has(column)) flaws.push({ at, message: `The column "${column}" is read here and listed under "ignore": move it to "columns".` })
    else if (feed.columns !== undefined && !columns.has(column)) flaws.push({ at, message: `The column "${column}" is read here but not listed under "columns": add it, or correct the name.` })
  }
  if (feed.expires !== undefined && !isCalendarDay(feed.expires)) flaws.push({ at: '/expires', message: `The calendar has no ${feed.expires}.` })
  return flaws
}

function isCalendarDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return isDay(year, month, day) && daysFromCivil(year, month, day) > 0
}
