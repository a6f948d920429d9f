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

export type Taking = { readonly bucket: Bucket } & ({ readonly taken: true } | { readonly taken: false; readonly waitMs: number })

/** One request, or how long to wait for one; with the bucket as it is then. A clock that goes back fills nothing and holds nobody up. */
export function take({ level, at }: Bucket, { perSecond, burst }: BucketRules, now: Instant): Taking {
  const filled = Math.min(burst, level + (Math.max(0, now - at) * perSecond) / 1000)
  if (filled >= 1) return { taken: true, bucket: { level: filled - 1, at: now } }
  return { taken: false, bucket: { level: filled, at: now }, waitMs: Math.ceil(((1 - filled) * 1000) / perSecond) }
}
