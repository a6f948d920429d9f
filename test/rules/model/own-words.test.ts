import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { draft } from '../draft-model.ts'

const DRAFT = fileURLToPath(new URL('../../../../shared/standard/ctmm-draft.md', import.meta.url))
const LONGEST_RUN = 12

/** Two ways to look past layout: without spaces, and without punctuation and case as well. */
const LOOKS: readonly (readonly [string, (text: string) => string])[] = [
  ['spaces left out', (text) => text.replace(/\s+/g, '')],
  ['punctuation left out too', (text) => text.replace(/[\s\p{P}\p{S}]+/gu, '').toLowerCase()],
]

/** Runs of 13 characters that a text shares with the draft. */
function sharedRuns(text: string, runs: ReadonlySet<string>): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - LONGEST_RUN) }, (_, at) => text.slice(at, at + LONGEST_RUN + 1)).filter((run) => runs.has(run))
}

function runsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - LONGEST_RUN) }, (_, at) => text.slice(at, at + LONGEST_RUN + 1)))
}

interface Named {
  readonly id: string
  readonly text: string
}

function wordsOf(value: unknown, id: string): readonly Named[] {
  if (typeof value === 'string') return [{ id, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => wordsOf(member, `${id}.${key}`))
}

const described: readonly Named[] = [
  draft.characteristics, draft.semiQuantitative, draft.errata, draft.requirements, draft.indicators, draft.referenceIndicators ?? [], draft.calculations,
].flatMap((list) => list.flatMap((entry) => wordsOf(entry, entry.id)))

describe('the descriptions are in our own words', () => {
  it('and the check finds a copied run', () => {
    const runs = runsOf('一二三四五六七八九十甲乙丙丁')
    expect(sharedRuns('前言一二三四五六七八九十甲乙丙后语', runs)).toEqual(['一二三四五六七八九十甲乙丙'])
    expect(sharedRuns('一二三四五六七八九十甲乙', runs)).toEqual([])
  })

  it.for(LOOKS)(`without a run of more than ${LONGEST_RUN} characters of the draft, %s`, ([, look], { skip }) => {
    skip(!existsSync(DRAFT), `the draft text is not at ${DRAFT}`)
    const runs = runsOf(look(readFileSync(DRAFT, 'utf8')))
    expect(runs.size).toBeGreaterThan(10_000)
    expect(described.flatMap(({ id, text }) => sharedRuns(look(text), runs).map((run) => `${id}: ${run}`))).toEqual([])
  })
})
