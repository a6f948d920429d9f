// What another mapping would make of the letters that wait, and of originals that have become facts before.
import { nextWaiting, replayedOriginals, type Bilingual, type DeadLetter, type Refusal } from '../../db/feeds/dead-letters.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { toStored } from '../intake/stored-fact.ts'
import type { Mapping } from '../mapping/compile-mapping.ts'
import { mapOriginal } from './original.ts'

/** Letters that are tried at most; of more the oldest. */
const MOST_TRIED = 20_000
const PAGE = 1_000
const MOST_EXAMPLES = 5
/** Originals that became facts, mapped again. */
const MOST_CHECKED = 1_000

export interface RefusedGroup {
  readonly code: string
  readonly field: string
  readonly count: number
  readonly reason: Bilingual
  readonly advice: Bilingual
}

export interface Tried {
  readonly tried: number
  readonly facts: number
  readonly filtered: number
  readonly refused: number
  /** Most frequent first. */
  readonly refusedBy: readonly RefusedGroup[]
  readonly factExamples: readonly { readonly letter: DeadLetter; readonly fact: Fact }[]
  readonly refusedExamples: readonly { readonly letter: DeadLetter; readonly refusal: Refusal }[]
}

export async function tryMapping(db: Db, feed: string, mapping: Mapping): Promise<Tried> {
  const groups = new Map<string, { -readonly [K in keyof RefusedGroup]: RefusedGroup[K] }>()
  const factExamples: { letter: DeadLetter; fact: Fact }[] = []
  const refusedExamples: { letter: DeadLetter; refusal: Refusal }[] = []
  const sum = { tried: 0, facts: 0, filtered: 0, refused: 0 }
  for (let after = 0; sum.tried < MOST_TRIED; ) {
    const letters = await nextWaiting(db, { feed, after, limit: PAGE })
    const newest = letters.at(-1)
    if (newest === undefined) break
    after = newest.id
    for (const letter of letters) {
      sum.tried++
      const mapped = mapOriginal(mapping, letter)
      switch (mapped.outcome) {
        case 'fact':
          sum.facts++
          if (factExamples.length < MOST_EXAMPLES) factExamples.push({ letter, fact: mapped.fact })
          break
        case 'filtered':
          sum.filtered++
          break
        case 'refused': {
          sum.refused++
          const { code, field, reason, advice } = mapped.refusal
          const group = groups.get(`${code} ${field}`)
          if (group === undefined) groups.set(`${code} ${field}`, { code, field, count: 1, reason, advice })
          else group.count++
          if (refusedExamples.length < MOST_EXAMPLES) refusedExamples.push({ letter, refusal: mapped.refusal })
        }
      }
    }
  }
  return { ...sum, refusedBy: [...groups.values()].sort((a, b) => b.count - a.count), factExamples, refusedExamples }
}

/** Maps originals that the mapping in force makes facts of once more; how many, and how many of them would become another fact or none. */
export async function checkRight(db: Db, feed: string, { before, after }: { readonly before: Mapping; readonly after: Mapping }): Promise<{ readonly checked: number; readonly differing: number }> {
  let [checked, differing] = [0, 0]
  for (const letter of await replayedOriginals(db, feed, MOST_CHECKED)) {
    const now = mapOriginal(before, letter)
    if (now.outcome !== 'fact') continue
    checked++
    const then = mapOriginal(after, letter)
    if (then.outcome !== 'fact' || then.fact.key !== now.fact.key || then.fact.source !== now.fact.source || toStored(then.fact).digest !== toStored(now.fact).digest) differing++
  }
  return { checked, differing }
}
