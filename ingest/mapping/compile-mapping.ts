// A feed's mapping as a function, compiled once: record in, fact, rejection or "not of this feed" out.
import type { City } from '../../rules/city/city.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { FeedModel } from '../feed-file/feed-scope.ts'
import type { Sample } from '../samples/sample.ts'
import { caseReader } from './case-fact.ts'
import { coverageReader } from './coverage.ts'
import { compileFilter } from './flag-field.ts'
import { mappingContext } from './mapping-context.ts'
import type { MappingContext } from './mapping-context.ts'
import { measurementReader } from './measurement-fact.ts'
import type { Outcome } from './outcome.ts'
import type { Fields } from './path.ts'
import { keyCheck } from './record-keys.ts'
import { registerReader } from './register-fact.ts'
import { rejectionOf } from './rejection.ts'
import { refuse } from './row.ts'
import type { Reader, Row } from './row.ts'

export interface SampleContext {
  /** The moment of receipt: nothing may have happened more than five minutes after it. */
  readonly now: Instant
}

/** Never throws, whatever the record is. */
export type Mapping = (record: unknown, context: SampleContext) => Outcome

const FILTERED: Outcome = { outcome: 'filtered' }

/** Expects a feed that checkFeed passed against this city; with a model, statuses and populations are held to it. Throws RangeError for a zone or a date format that it would have refused. */
export function compileMapping(feed: Feed, city: City, model?: FeedModel): Mapping {
  const { mapping } = feed
  const context = mappingContext(mapping, city, model)
  const checkKeys = keyCheck(feed)
  const isOfFeed = mapping.filter === undefined ? undefined : compileFilter(mapping.filter, context)
  const factOf = factReader(feed, context)
  const coveredBy = coverageReader(feed.coverage, context)

  const map = (record: unknown, now: Instant): Outcome => {
    if (!isRecord(record)) {
      return { outcome: 'rejected', rejection: rejectionOf({ code: 'not-a-record', field: 'record', value: record }) }
    }
    const row: Row = { record, now, rejection: undefined, warnings: undefined }
    if (isOfFeed !== undefined && !isOfFeed(row)) return FILTERED
    checkKeys(row)
    const fact = row.rejection === undefined ? factOf(row) : undefined
    const coveredUntil = fact === undefined ? undefined : coveredBy(fact, row)
    if (row.rejection !== undefined || fact === undefined) {
      refuse(row, { code: 'internal', field: 'record', detail: 'no fact and no reason' })
      return { outcome: 'rejected', rejection: row.rejection ?? rejectionOf({ code: 'internal', field: 'record' }) }
    }
    return { outcome: 'fact', fact, ...(coveredUntil === undefined ? {} : { coveredUntil }), ...(row.warnings === undefined ? {} : { warnings: row.warnings }) }
  }

  return (record, { now }) => {
    try {
      return map(record, now)
    } catch (error) {
      return { outcome: 'rejected', rejection: rejectionOf({ code: 'internal', field: 'record', detail: error instanceof Error ? error.message : String(error) }) }
    }
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function factReader(feed: Feed, context: MappingContext): Reader<Fact> {
  const { mapping, source } = feed
  if ('status' in mapping) return registerReader(source, mapping, context)
  if ('form' in mapping) return measurementReader(source, mapping, context)
  return caseReader({ source, completeness: feed.delivery === 'partial' ? 'partial' : 'full' }, mapping, context)
}

/** What becomes of a sample: an unreadable one keeps the reason its adapter gave. */
export function mapSample(mapping: Mapping, sample: Sample, context: SampleContext): Outcome {
  return 'record' in sample ? mapping(sample.record, context) : { outcome: 'rejected', rejection: sample.rejection }
}
