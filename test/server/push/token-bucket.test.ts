// The bucket that holds a feed to its rate.
import { describe, expect, it } from 'vitest'
import { fullBucket, take } from '../../../server/push/token-bucket.ts'
import { fc } from '../../services/properties.ts'

describe('a bucket', () => {
  it('gives its burst at once, then one at a time, and says how long to wait', () => {
    const rules = { perSecond: 2, burst: 3 }
    let bucket = fullBucket(rules, 0)
    const taken = Array.from({ length: 4 }, () => {
      const taking = take(bucket, rules, 0)
      bucket = taking.bucket
      return taking.taken || taking.waitMs
    })
    expect(taken).toEqual([true, true, true, 500])
    expect(take(bucket, rules, 499)).toMatchObject({ taken: false })
    expect(take(bucket, rules, 500)).toMatchObject({ taken: true })
  })

  it('never gives more than its burst and what time has filled, and always after the wait it names', () => {
    const steps = fc.array(fc.integer({ min: -500, max: 5_000 }), { minLength: 1, maxLength: 80 })
    fc.assert(fc.property(steps, fc.double({ min: 0.1, max: 50, noNaN: true }), fc.integer({ min: 1, max: 20 }), (waits, perSecond, burst) => {
      const rules = { perSecond, burst }
      let bucket = fullBucket(rules, 0)
      let [now, passed, given] = [0, 0, 0]
      for (const wait of waits) {
        now += wait
        passed += Math.max(0, wait)
        const taking = take(bucket, rules, now)
        bucket = taking.bucket
        if (taking.taken) given++
        else expect(take(bucket, rules, now + taking.waitMs + 1)).toMatchObject({ taken: true })
        expect(given).toBeLessThanOrEqual(burst + (passed * perSecond) / 1000 + 1e-6)
      }
    }))
  })

  it('goes on after the clock was set back by a day', () => {
    const rules = { perSecond: 1, burst: 1 }
    const empty = take(fullBucket(rules, 86_400_000), rules, 86_400_000).bucket
    const back = take(empty, rules, 0)
    expect(back).toMatchObject({ taken: false, waitMs: 1_000 })
    expect(take(back.bucket, rules, 1_000)).toMatchObject({ taken: true })
  })
})
