// What every fact says about itself, read the same way for all kinds.
import type { FactBase } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { flagReader } from './flag-field.ts'
import { versionReader } from './instant-field.ts'
import type { MappingContext } from './mapping-context.ts'
import type { FeedMapping } from './mapping-schema.ts'
import { areaReader, bureauReader } from './place-field.ts'
import type { Reader, Row } from './row.ts'

export interface IdentityReaders {
  readonly withdrawn: Reader<boolean>
  /** Version, area, bureau and tombstone of a fact with this key that was true at this instant. */
  complete(row: Row, key: string, observedAt: Instant, withdrawn: boolean): FactBase
}

/** A mapping without version orders statements by observedAt. */
export function identityReaders(source: string, mapping: FeedMapping, context: MappingContext): IdentityReaders {
  const versionOf = mapping.version === undefined ? undefined : versionReader(mapping.version, context)
  const areaOf = areaReader(mapping.area, context)
  const bureauOf = bureauReader(mapping.bureau, context)
  return {
    withdrawn: mapping.withdrawn === undefined ? () => false : flagReader(mapping.withdrawn, { field: 'withdrawn', required: false }, context),
    complete(row, key, observedAt, withdrawn) {
      const version = versionOf === undefined ? observedAt : (versionOf(row) ?? observedAt)
      const area = areaOf(row, observedAt)
      const bureau = bureauOf(row, observedAt)
      return withdrawn ? { source, key, observedAt, version, area, bureau, withdrawn } : { source, key, observedAt, version, area, bureau }
    },
  }
}
