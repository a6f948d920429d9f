// Answers that are dear to make: one that was made serves everyone for a while, and who asks meanwhile waits for the same one.
import type { Instant } from '../../rules/time/instant.ts'

export interface KeptAnswers<T> {
  /** The kept answer, or a fresh one by `make`, kept for `forMs`. One that fails is not kept. */
  get(key: string, span: { readonly now: Instant; readonly forMs: number }, make: () => Promise<T>): Promise<T>
  clear(): void
}

export interface KeepOptions {
  /** Answers that are kept beside each other; the oldest gives way. */
  readonly most: number
  /** At most one is made at a time, so that a curious reader cannot fill the store's connections. */
  readonly oneAtATime?: boolean
}

export function keepAnswers<T>({ most, oneAtATime = false }: KeepOptions): KeptAnswers<T> {
  const kept = new Map<string, { readonly until: Instant; readonly answer: Promise<T> }>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    get(key, { now, forMs }, make) {
      const found = kept.get(key)
      if (found !== undefined && found.until > now) return found.answer
      const answer = oneAtATime ? last.then(make, make) : make()
      last = answer.catch(() => undefined)
      kept.delete(key)
      const entry = { until: now + forMs, answer }
      kept.set(key, entry)
      answer.catch(() => kept.get(key) === entry && kept.delete(key))
      const oldest = kept.keys().next().value
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
      return answer
    },
    clear: () => kept.clear(),
  }
}
