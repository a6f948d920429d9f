// Why a sample could not become a fact: field, value, reason and what to do, for the person who owns the source.
import { reasonTexts } from './rejection-texts.ts'
import type { RejectionCode } from './rejection-texts.ts'

export type { RejectionCode } from './rejection-texts.ts'

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

export interface Rejection {
  /** Field of the fact; `record` where no single field is concerned. */
  readonly field: string
  /** Column or JSON Pointer in the source, where there is one. */
  readonly path?: string
  /** The value as received, printable and at most 120 characters. */
  readonly value: string
  readonly code: RejectionCode
  readonly reason: Bilingual
  readonly advice: Bilingual
}

export interface Fault {
  readonly code: RejectionCode
  readonly field: string
  readonly path?: string | undefined
  readonly value?: unknown
  /** What the declared format, the limit or the other value is; completes the texts. */
  readonly detail?: string
}

export function rejectionOf(fault: Fault): Rejection {
  const { zh, en, adviceZh, adviceEn } = reasonTexts[fault.code]
  const fill = (text: string): string => text.replaceAll('{detail}', () => printable(fault.detail ?? ''))
  return {
    field: fault.field,
    ...(fault.path === undefined ? {} : { path: fault.path }),
    value: printable(fault.value),
    code: fault.code,
    reason: { zh: fill(zh), en: fill(en) },
    advice: { zh: fill(adviceZh), en: fill(adviceEn) },
  }
}

const MAX_SHOWN = 120

/** Any value as short text that every store and screen can hold: control characters and lone surrogates are written as escapes. */
export function printable(value: unknown): string {
  const text = textOf(value)
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text
  let shown = ''
  for (const character of short) {
    const code = character.codePointAt(0) ?? 0
    const isOdd = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)
    shown += isOdd ? `\\u${code.toString(16).padStart(4, '0')}` : character
  }
  return shown
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? `[${value.length} elements]` : '{...}'
    default:
      return ''
  }
}
