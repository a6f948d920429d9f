// What a feed says about a table: the header it must have, which columns count, and in which form their dates are read.
import { columnsRead } from '../feed-file/column-problems.ts'
import { fieldsOf } from '../feed-file/field-problems.ts'
import type { Feed } from '../feed-file/feed.ts'
import { segmentsOf } from '../mapping/path.ts'
import { headerRuleOf, type HeaderRule } from './header.ts'

export interface TableRule extends HeaderRule {
  /** Columns whose cells have to be sound, or their row is refused; in all others a flaw is text like any other. */
  readonly reads: ReadonlySet<string>
  /** Form of dates by column, where a mapping reads dates from it. */
  readonly dateForms: ReadonlyMap<string, string>
}

/** Any table whose columns have names of their own: for a source that is being wired. */
export const ANY_TABLE: TableRule = { needed: [], reads: new Set(), dateForms: new Map() }

const INSTANTS: ReadonlySet<string> = new Set([
  'observedAt', 'acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt', 'closedAt', 'reopenedAt', 'dueAt', 'cancelledAt',
  'since', 'validFrom', 'validTo', 'lastUsedAt', 'from', 'to',
])

export function tableRuleOf(feed: Feed): TableRule {
  const { mapping, coverage } = feed
  const forms = fieldsOf(mapping).flatMap(({ name, spec }): readonly (readonly [string, string])[] => {
    const form = spec.date?.format ?? (INSTANTS.has(name) ? (mapping.dates?.format ?? 'ISO') : undefined)
    return spec.path === undefined || form === undefined ? [] : [[segmentsOf(spec.path)[0] ?? spec.path, form]]
  })
  const covered = coverage.until === 'column' ? [[coverage.path, coverage.date?.format ?? mapping.dates?.format ?? 'ISO'] as const] : []
  return { ...headerRuleOf(feed), reads: new Set(columnsRead(feed).map(({ column }) => column)), dateForms: new Map([...covered, ...forms]) }
}
