// How many requests a feed may send: a bucket that fills with time. Pure.
import type { Instant } from '../../rules/time/instant.ts'

export interface BucketRules {
  readonly perSecond: number
  readonly burst: number
}

/** `level` requests were free at `at`. */
export interface Bucket {
  readonly level: number
  readonly at: Instant
}

export const fullBucket = ({ burst }: BucketRules, now: Instant): Bucket => ({ level: burst, at: now })

/** The bucket with one request less, or how long to wait for one. A clock that goes back fills nothing. */
export function take(bucket: Bucket, rules: BucketRules, now: Instant): { readonly taken: true; readonly bucket: Bucket } | { readonly taken: false; readonly waitMs: number } {
  const level = Math.min(rules.burst, bucket.level + (Math.max(0, now - bucket.at) * rules.perSecond) / 1000)
  if (level >= 1) return { taken: true, bucket: { level: level - 1, at: Math.max(now, bucket.at) } }
  return { taken: false, waitMs: Math.ceil(((1 - level) * 1000) / rules.perSecond) }
}
