// Answered rows take effect: facts through the ordinary intake with their letters settled as one, the rest settled or noted. Broken off, the same again does what is left.
import type { LetterAnswer } from '../../db/feeds/dead-letters.ts'
import { keepAnswers, renewRefusals, settleLetters } from '../../db/feeds/settle-letters.ts'
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { takeOriginals, type Replaying } from '../dead-letters/replay.ts'
import type { JudgedRow } from './judge-rows.ts'

export interface Applying extends Pick<Replaying, 'take'> {
  readonly db: Db
  readonly file: { readonly id: number; readonly name: string }
  readonly by: string | null
  readonly at: Instant
}

/** Rows of one transaction. */
const TOGETHER = 500

type AnsweredRow = Exclude<JudgedRow, { readonly outcome: 'blank' | 'refused' }>

export async function applyAnswers({ db, take, file, by, at }: Applying, rows: readonly JudgedRow[]): Promise<void> {
  const answered = rows.filter((row): row is AnsweredRow => row.outcome !== 'blank' && row.outcome !== 'refused')
  const note = `${file.name} (${file.id})`
  const answerOf = ({ letter, verdict, value, corrections }: AnsweredRow): { readonly id: number; readonly answer: LetterAnswer } => ({ id: letter.id, answer: { verdict, value, by, at, file: file.id, corrections } })

  for (const [, ofFeed] of Map.groupBy(answered.filter(({ outcome }) => outcome === 'fact' || outcome === 'filtered'), ({ feed }) => feed.id)) {
    for (let from = 0; from < ofFeed.length; from += TOGETHER) {
      const some = ofFeed.slice(from, from + TOGETHER)
      const [first] = some
      if (first === undefined) continue
      await takeOriginals({ feed: first.feed, take }, {
        facts: some.flatMap((row) => (row.outcome === 'fact' ? [row.fact] : [])),
        settled: some.map(({ letter }) => letter.id),
        how: { because: 'answered', by, note },
        also: (transaction) => keepAnswers(transaction, some.map(answerOf)),
      })
    }
  }
  const waiting = answered.filter(({ outcome }) => outcome !== 'fact' && outcome !== 'filtered')
  await keepAnswers(db, waiting.map(answerOf))
  await renewRefusals(db, waiting.flatMap((row) => (row.outcome === 'still-refused' && row.feed.delivery !== 'list' && row.refusal.path !== row.letter.path ? [{ id: row.letter.id, refusal: row.refusal }] : [])))
  await settleLetters(db, waiting.flatMap(({ outcome, letter }) => (outcome === 'void' ? [letter.id] : [])), { because: 'dismissed', by, note: `作废 ${note}` })
}
