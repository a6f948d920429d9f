// How far a fact says its feed has been read completely.
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import { instantReader } from './instant-field.ts'
import type { MappingContext } from './mapping-context.ts'
import type { Row } from './row.ts'

/** Instants of a fact that coverage may name, by kind of fact. */
export const coverageFields = {
  case: ['observedAt', 'acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt'],
  'register-entry': ['observedAt', 'since', 'validFrom', 'lastUsedAt'],
  measurement: ['observedAt', 'from', 'to'],
} as const satisfies Record<Fact['kind'], readonly string[]>

export function coverageReader(coverage: Feed['coverage'], context: MappingContext): (fact: Fact, row: Row) => Instant | undefined {
  switch (coverage.until) {
    case 'received':
      return (_, row) => row.now
    case 'column': {
      const read = instantReader({ path: coverage.path, ...(coverage.date === undefined ? {} : { date: coverage.date }) }, { field: 'coverage', required: false }, context)
      return (_, row) => read(row)
    }
    case 'max-of': {
      const { field } = coverage
      return (fact) => {
        const holder = fact.kind === 'case' && field !== 'observedAt' ? fact.fields : fact
        const instant: unknown = Reflect.get(holder, field)
        return typeof instant === 'number' ? instant : undefined
      }
    }
  }
}
