// What a case is after everything that was said of it, found the plain way: the other side of the differential test of whole storms.
import type { CaseFact, CaseFields } from '../../rules/facts/fact.ts'
import type { KnownCase } from '../rules/edges/naive-cases.ts'

export interface PlacedCase extends KnownCase {
  readonly area: string
}

/** Versions of statements differ, so their order is theirs alone. */
export function finalCase(facts: readonly CaseFact[]): PlacedCase | undefined {
  const inOrder = [...facts].sort((a, b) => a.version - b.version)
  const last = inOrder.at(-1)
  if (last === undefined) return undefined
  const standing = inOrder.filter(({ withdrawn }) => withdrawn !== true)
  const record = standing.filter(({ completeness }) => completeness === 'full').at(-1)
  const heard = standing.filter((fact) => fact === record || fact.completeness === 'partial')
  return { type: last.caseType, withdrawn: last.withdrawn === true, area: heard.findLast(({ area }) => area !== null)?.area ?? 'city', fields: fieldsOf(heard) }
}

function fieldsOf(heard: readonly CaseFact[]): CaseFields {
  const first = (name: 'acceptedAt' | 'dispatchedAt' | 'firstContactAt' | 'filedAt' | 'cancelledAt'): Partial<CaseFields> => {
    const instants = heard.flatMap(({ fields }) => fields[name] ?? [])
    return instants.length === 0 ? {} : { [name]: Math.min(...instants) }
  }
  const newest = (name: 'online' | 'complex' | 'directAnswer' | 'cancelled'): Partial<CaseFields> => {
    const flag = heard.findLast(({ fields }) => fields[name] !== undefined)?.fields[name]
    return flag === undefined ? {} : { [name]: flag }
  }
  return {
    ...first('acceptedAt'), ...first('dispatchedAt'), ...first('firstContactAt'), ...first('filedAt'), ...first('cancelledAt'),
    closedAt: heard.flatMap(({ fields }) => fields.closedAt ?? []), reopenedAt: heard.flatMap(({ fields }) => fields.reopenedAt ?? []),
    ...newest('online'), ...newest('complex'), ...newest('directAnswer'), ...newest('cancelled'),
  }
}
