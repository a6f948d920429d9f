// A dead letter as JSON.
import type { DeadLetter, LetterAnswer } from '../../db/feeds/dead-letters.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { DeadLetter as PresentedLetter, LetterAnswer as PresentedAnswer } from '../schemas/dead-letters.ts'

export function presentLetter(zone: Zone, { id, feed, recordedAt, position, sample, field, path, value, code, reason, advice, settled, answer }: DeadLetter): PresentedLetter {
  return {
    id, feed, position, field, path, value, code,
    recordedAt: zone.format(recordedAt),
    sample: JSON.stringify(sample),
    reason: { ...reason },
    advice: { ...advice },
    settled: settled === undefined ? null : { ...settled, at: zone.format(settled.at) },
    answer: answer === null ? null : presentAnswer(zone, answer),
  }
}

const presentAnswer = (zone: Zone, { verdict, value, by, at, file }: LetterAnswer): PresentedAnswer => ({ verdict, value, by, at: zone.format(at), file })
