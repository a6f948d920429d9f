// From samples to one delivery: what became facts, what was refused and why, and how far the feed has been read.
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { mapSample, type Mapping } from '../mapping/compile-mapping.ts'
import type { Sample } from '../samples/sample.ts'
import type { Delivery, RejectedSample } from './delivery.ts'

/** Samples that the feed's filter leaves to others are not received. */
export function mapDelivery(mapping: Mapping, samples: readonly Sample[], now: Instant): Delivery {
  const facts: Fact[] = []
  const rejected: RejectedSample[] = []
  let coveredUntil: Instant | undefined
  for (const sample of samples) {
    const outcome = mapSample(mapping, sample, { now })
    switch (outcome.outcome) {
      case 'fact':
        facts.push(outcome.fact)
        if (outcome.coveredUntil !== undefined && (coveredUntil === undefined || outcome.coveredUntil > coveredUntil)) coveredUntil = outcome.coveredUntil
        break
      case 'rejected':
        rejected.push({ position: String(sample.position), sample: 'record' in sample ? sample.record : sample.raw, rejection: outcome.rejection })
        break
      case 'filtered':
        break
    }
  }
  return { facts, rejected, coveredUntil }
}
