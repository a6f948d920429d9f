// How many pushes of a feed are inside at once, and how fast they may come.
import type { Instant } from '../../rules/time/instant.ts'
import { fullBucket, take, type Bucket, type BucketRules } from './token-bucket.ts'

/** Of one process; several processes let in as many each. */
export class PushGate {
  private readonly inside = new Map<string, number>()
  private readonly buckets = new Map<string, { readonly rules: BucketRules; readonly bucket: Bucket }>()

  /** Undefined when `most` are inside. Call what is returned when the push has been answered or given up; further calls do nothing. */
  enter(feed: string, most: number): (() => void) | undefined {
    const inside = this.inside.get(feed) ?? 0
    if (inside >= most) return undefined
    this.inside.set(feed, inside + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      const remaining = (this.inside.get(feed) ?? 1) - 1
      if (remaining === 0) this.inside.delete(feed)
      else this.inside.set(feed, remaining)
    }
  }

  /** Counts a push against the feed's rate. How many milliseconds it comes too early; undefined when it is in time. Other rules begin with a full bucket. */
  tooEarlyMs(feed: string, rules: BucketRules, now: Instant): number | undefined {
    const known = this.buckets.get(feed)
    const bucket = known?.rules.perSecond === rules.perSecond && known.rules.burst === rules.burst ? known.bucket : fullBucket(rules, now)
    const taking = take(bucket, rules, now)
    this.buckets.set(feed, { rules, bucket: taking.bucket })
    return taking.taken ? undefined : taking.waitMs
  }
}
