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
 * Folds the statements about one case. Of whole records only the newest counts; partial statements stand beside it, older and
 * newer ones, field by field: single instants take the earliest (a second dispatch or contact does not reset the first), closings
 * and reopenings are united, flags and places follow the newest statement that names them. A withdrawal holds until a newer
 * statement. Undefined when there is none.
 */
export function foldCase(statements: readonly CaseStatement[]): CaseState | undefined {
  const only = statements.length === 1 ? statements[0] : undefined
  if (only !== undefined) return stateOf(only.fact, only.fact.fields, false)
  const sorted = [...statements].sort(byVersion)
  const newest = sorted.at(-1)
  if (newest === undefined) return undefined
  const record = sorted.findLast(({ fact }) => fact.completeness === 'full' && fact.withdrawn !== true)
  let fields: CaseFields = {}
  let area: string | null = null
  let bureau: string | null = null
  for (const statement of sorted) {
    const { fact } = statement
    if (fact.withdrawn === true || (fact.completeness === 'full' && statement !== record)) continue
    fields = addFields(fields, fact.fields)
    area = fact.area ?? area
    bureau = fact.bureau ?? bureau
  }
  return { area, bureau, withdrawn: newest.fact.withdrawn === true, fields, disputed: isDisputed(sorted) }
}

const stateOf = (fact: CaseFact, fields: CaseFields, disputed: boolean): CaseState =>
  ({ area: fact.area, bureau: fact.bureau, withdrawn: fact.withdrawn === true, fields, disputed })

const EARLIEST = ['acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt', 'dueAt', 'cancelledAt'] as const
const UNITED = ['closedAt', 'reopenedAt'] as const
const NEWEST = ['cancelled', 'directAnswer', 'complex', 'online'] as const

function isDisputed(sorted: readonly CaseStatement[]): boolean {
  return sorted.some(({ fact }, index) => {
    for (const later of sorted.slice(index + 1)) {
      if (later.fact.version !== fact.version) return false
      if (contradict(fact, later.fact)) return true
    }
    return false
  })
}

/** Whether it matters which of two statements of equal version is taken to be the later one. */
function contradict(a: CaseFact, b: CaseFact): boolean {
  if (a.withdrawn === true || b.withdrawn === true) return a.withdrawn !== b.withdrawn
  if (a.completeness === 'full' && b.completeness === 'full') return contentOf(a) !== contentOf(b)
  return NEWEST.some((flag) => differ(a.fields[flag], b.fields[flag])) || differ(a.area, b.area) || differ(a.bureau, b.bureau)
}

const contentOf = ({ area, bureau, fields }: CaseFact): string => JSON.stringify([area, bureau, fields])
const differ = <T>(a: T, b: T): boolean => (a ?? b) !== (b ?? a)

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
