// Answers that are dear to make: one that was made serves everyone for a while, and who asks meanwhile waits for the same one.
import type { Instant } from '../../rules/time/instant.ts'

export interface KeptAnswers<T> {
  /** The kept answer, or a fresh one by `make`. One that fails is not kept. */
  get(key: string, now: Instant, make: () => Promise<T>): Promise<T>
  clear(): void
}

/** Keeps at most `most` answers for `keepMs`; the oldest goes first. At most one is made at a time, so that a curious reader cannot fill the store's connections. */
export function keepAnswers<T>({ keepMs, most }: { readonly keepMs: number; readonly most: number }): KeptAnswers<T> {
  const kept = new Map<string, { readonly until: Instant; readonly answer: Promise<T> }>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    get(key, now, make) {
      const found = kept.get(key)
      if (found !== undefined && found.until > now) return found.answer
      const answer = last.then(make, make)
      last = answer.catch(() => undefined)
      kept.delete(key)
      const entry = { until: now + keepMs, answer }
      kept.set(key, entry)
      answer.catch(() => kept.get(key) === entry && kept.delete(key))
      const oldest = kept.keys().next().value
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
      return answer
    },
    clear: () => kept.clear(),
  }
}
