// What is kept of a refused sample: as received, but for the characters that PostgreSQL cannot hold.
import { hash } from 'node:crypto'
import type { NewDeadLetter, Refusal } from '../../db/feeds/dead-letters.ts'
import type { Rejection } from '../mapping/rejection.ts'
import type { RejectedSample } from './delivery.ts'

/** NUL is shown by its symbol ␀ and half of a character as �, so that the letter can be kept and nobody takes them for the source's own. */
export function letterOf({ position, sample, rejection }: RejectedSample): NewDeadLetter {
  const json = JSON.stringify(sample) ?? 'null'
  const sampleJson = storableJson(json)
  return {
    digest: hash('sha256', json, 'base64url').slice(0, 22),
    position: storableText(position),
    sampleJson,
    altered: sampleJson !== json,
    ...refusalOf(rejection),
  }
}

/** A rejection as it is kept. */
export const refusalOf = (rejection: Rejection): Refusal => ({
  field: storableText(rejection.field),
  path: rejection.path === undefined ? null : storableText(rejection.path),
  value: storableText(rejection.value),
  code: rejection.code,
  reason: { zh: storableText(rejection.reason.zh), en: storableText(rejection.reason.en) },
  advice: { zh: storableText(rejection.advice.zh), en: storableText(rejection.advice.en) },
})

const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\u2400')

/** JSON writes NUL and halves of characters, and only those, as these escapes; an escaped backslash before such letters is the text itself. */
const ESCAPES = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g

const storableJson = (json: string): string =>
  json.replace(ESCAPES, (escape) => (escape === '\\\\' ? escape : escape === '\\u0000' ? '\\u2400' : '\\ufffd'))
