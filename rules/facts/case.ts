// A case as it is, made from everything its source said about it: a pure fold that does not depend on the order of arrival.
import type { CaseFact, CaseFields } from './fact.ts'

/** The folded case. `disputed` says that two statements of equal version differ, so the choice between them is arbitrary though stable. */
export interface CaseState {
  readonly area: string | null
  readonly bureau: string | null
  readonly withdrawn: boolean
  readonly fields: CaseFields
  readonly disputed: boolean
}

/** A statement with the digest of its content, which settles ties. */
export interface CaseStatement {
  readonly digest: string
  readonly fact: CaseFact
}

const byVersion = (a: CaseStatement, b: CaseStatement): number =>
  a.fact.version - b.fact.version || (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0)

/**
 * Folds the statements about one case. The newest full record is the base; partial statements add to it field by field:
 * single instants take the earliest (a second dispatch or contact does not reset the first), closings and reopenings are
 * united, flags and places follow the newest that names them. A withdrawal holds until a newer statement.
 * Undefined when there is none.
 */
export function foldCase(statements: readonly CaseStatement[]): CaseState | undefined {
  const only = statements.length === 1 ? statements[0] : undefined
  if (only !== undefined) return stateOf(only.fact, only.fact.fields, false)
  const sorted = [...statements].sort(byVersion)
  const newest = sorted.at(-1)
  if (newest === undefined) return undefined
  const disputed = sorted.some((statement, index) => {
    const previous = sorted[index - 1]
    return previous !== undefined && previous.fact.version === statement.fact.version && previous.fact.completeness === 'full' && statement.fact.completeness === 'full'
  })
  const base = sorted.findLast(({ fact }) => fact.completeness === 'full' && fact.withdrawn !== true)
  let fields: CaseFields = base?.fact.fields ?? {}
  let { area, bureau } = base?.fact ?? { area: null, bureau: null }
  for (const { fact } of sorted) {
    if (fact.completeness === 'full' || fact.withdrawn === true) continue
    fields = addFields(fields, fact.fields)
    area = fact.area ?? area
    bureau = fact.bureau ?? bureau
  }
  return { area, bureau, withdrawn: newest.fact.withdrawn === true, fields, disputed }
}

const stateOf = (fact: CaseFact, fields: CaseFields, disputed: boolean): CaseState =>
  ({ area: fact.area, bureau: fact.bureau, withdrawn: fact.withdrawn === true, fields, disputed })

const EARLIEST = ['acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt', 'dueAt', 'cancelledAt'] as const
const UNITED = ['closedAt', 'reopenedAt'] as const
const NEWEST = ['cancelled', 'directAnswer', 'complex', 'online'] as const

function addFields(known: CaseFields, more: CaseFields): CaseFields {
  const result: { -readonly [K in keyof CaseFields]: CaseFields[K] } = { ...known }
  for (const field of EARLIEST) {
    const instant = more[field]
    if (instant !== undefined) result[field] = Math.min(result[field] ?? instant, instant)
  }
  for (const field of UNITED) {
    const instants = more[field]
    if (instants !== undefined) result[field] = [...new Set([...(result[field] ?? []), ...instants])].sort((a, b) => a - b)
  }
  for (const field of NEWEST) {
    const flag = more[field]
    if (flag !== undefined) result[field] = flag
  }
  return result
}
