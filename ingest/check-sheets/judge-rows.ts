// What each row of an answered check sheet would do; a row that is unknown, altered or contradicts itself does nothing and says why.
import type { DeadLetter, Refusal } from '../../db/feeds/dead-letters.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { mapOriginal, originalOf, type Corrections } from '../dead-letters/original.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Mapping } from '../mapping/compile-mapping.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import type { AnswerRow, AnswerTexts } from './read-sheet.ts'
import { verdictOf, type Verdict } from './sheet-text.ts'
import { sheetFaults } from './sheet-faults.ts'

interface Answered {
  readonly letter: DeadLetter
  readonly feed: Feed
  readonly verdict: Verdict
  /** 更正值; null where there is none. */
  readonly value: string | null
  /** Everything that was corrected of this sample so far. */
  readonly corrections: Corrections
}

export type JudgedRow = { readonly row: number } & (
  | { readonly outcome: 'blank' }
  | { readonly outcome: 'refused'; readonly reason: Bilingual; readonly texts?: AnswerTexts }
  | ({ readonly outcome: 'void' | 'confirmed' | 'filtered' } & Answered)
  | ({ readonly outcome: 'fact'; readonly fact: Fact } & Answered)
  | ({ readonly outcome: 'still-refused'; readonly refusal: Refusal } & Answered)
)

export interface Judging {
  readonly letters: ReadonlyMap<number, DeadLetter>
  /** Undefined for a feed that is not in force any more. */
  readonly feedOf: (id: string) => { readonly feed: Feed; readonly mapping: Mapping } | undefined
}

/** The numbers of letters that the rows name. */
export const lettersNamed = (rows: readonly AnswerRow[]): readonly number[] => [...new Set(rows.flatMap((row) => ('texts' in row ? (numberOf(row.texts.letter) ?? []) : [])))]

export function judgeRows(rows: readonly AnswerRow[], judging: Judging): readonly JudgedRow[] {
  const seen = new Set<number>()
  return rows.map((row): JudgedRow => {
    if ('fault' in row) return { row: row.row, outcome: 'refused', reason: row.fault }
    const { texts } = row
    if (texts.verdict.trim() === '' && texts.corrected.trim() === '') return { row: row.row, outcome: 'blank' }
    const number = numberOf(texts.letter)
    const again = number !== undefined && seen.has(number)
    if (number !== undefined) seen.add(number)
    return { row: row.row, ...(again ? refused('twice', texts) : judgeAnswer(texts, number, judging)) }
  })
}

type Judged = JudgedRow extends infer R ? (R extends JudgedRow ? Omit<R, 'row'> : never) : never

function judgeAnswer(texts: AnswerTexts, number: number | undefined, { letters, feedOf }: Judging): Judged {
  const letter = number === undefined ? undefined : letters.get(number)
  if (letter === undefined) return refused('unknown', texts)
  if (letter.settled !== undefined) return refused('settled', texts)
  if (texts.feed !== letter.feed || texts.field !== letter.field || texts.value !== letter.value) return refused('altered', texts)
  const known = feedOf(letter.feed)
  if (known === undefined) return refused('no-feed', texts)
  const verdict = verdictOf(texts.verdict.trim())
  if (verdict === undefined) return refused(texts.verdict.trim() === '' ? 'no-verdict' : 'other-verdict', texts)
  const { feed, mapping } = known
  const earlier = letter.answer?.corrections ?? {}
  if (verdict !== 'corrected') return texts.corrected === '' ? { outcome: verdict, letter, feed, verdict, value: null, corrections: earlier } : refused('contradiction', texts)
  if (texts.corrected.trim() === '') return refused('no-value', texts)
  if (letter.path === null) return refused('no-path', texts)
  const corrections = { ...earlier, [letter.path]: texts.corrected }
  const answered = { letter, feed, verdict, value: texts.corrected, corrections }
  if (feed.delivery === 'list') return { outcome: 'still-refused', refusal: { ...letter, reason: sheetFaults['whole-list'] }, ...answered, corrections: earlier }
  const record = originalOf(letter, corrections)
  if (record === undefined) return refused('no-original', texts)
  const mapped = mapOriginal(mapping, letter, record)
  switch (mapped.outcome) {
    case 'fact':
      return { outcome: 'fact', fact: mapped.fact, ...answered }
    case 'filtered':
      return { outcome: 'filtered', ...answered }
    case 'refused': {
      // A correction that mends nothing is not kept: the next one replaces what was received.
      const isSame = mapped.refusal.path === letter.path
      return { outcome: 'still-refused', refusal: mapped.refusal, ...answered, corrections: isSame ? earlier : corrections }
    }
  }
}

const refused = (fault: keyof typeof sheetFaults, texts: AnswerTexts): Judged => ({ outcome: 'refused', reason: sheetFaults[fault], texts })

function numberOf(text: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(text.trim()) ? Number(text) : undefined
}
