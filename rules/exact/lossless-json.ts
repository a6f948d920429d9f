// Reads JSON without losing a digit: numbers keep the text they were written with, so 20-digit ids and exact decimals survive.

/** A number as it is written in the source. */
export class ExactNumber {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

export type LosslessJson = null | boolean | string | ExactNumber | readonly LosslessJson[] | LosslessObject

/** Null-prototype object. */
export interface LosslessObject {
  readonly [key: string]: LosslessJson
}

/** The text is not JSON, or holds a key that must not be. `offset` counts UTF-16 units from 0, line and column from 1. */
export class JsonError extends Error {
  readonly offset: number
  readonly line: number
  readonly column: number

  constructor(text: string, offset: number, problem: string) {
    const before = text.slice(0, offset)
    const line = before.split('\n').length
    const column = offset - before.lastIndexOf('\n')
    super(`line ${line}, column ${column}: ${problem}`)
    this.name = 'JsonError'
    this.offset = offset
    this.line = line
    this.column = column
  }
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
const MAX_DEPTH = 64
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const STRING = /"([^"\\]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\]*)*)"/y
/** U+0000 to U+001F, which JSON wants escaped. */
const CONTROL = /[^\P{Cc}\u007f-\u009f]/u
const WORD = /[-+]?[A-Za-z]+/y
const SPACE = /[ \t\n\r]*/y

/** Throws JsonError for anything that is not JSON, for repeated keys, for nesting deeper than 64 and for keys that reach into prototypes. */
export function parseLossless(text: string): LosslessJson {
  let at = 0

  const fail = (problem: string, offset = at): never => {
    throw new JsonError(text, offset, problem)
  }
  const skipSpace = (): void => {
    SPACE.lastIndex = at
    SPACE.test(text)
    at = SPACE.lastIndex
  }
  const found = (): string => {
    if (at >= text.length) return 'the text ends'
    WORD.lastIndex = at
    return `found ${WORD.exec(text)?.[0] ?? JSON.stringify(text.charAt(at))}`
  }

  const readString = (): string => {
    STRING.lastIndex = at
    const match = STRING.exec(text)
    const body = match?.[1]
    if (body === undefined || CONTROL.test(body)) return fail('this text in quotes does not end or holds a character that must be escaped')
    at = STRING.lastIndex
    return body.includes('\\') ? String(JSON.parse(`"${body}"`)) : body
  }

  const readObject = (depth: number): LosslessObject => {
    const object: Record<string, LosslessJson> = Object.create(null)
    at++
    skipSpace()
    if (text[at] === '}') {
      at++
      return object
    }
    for (;;) {
      const keyAt = at
      if (text[at] !== '"') fail(`a key in quotes is expected, ${found()}`)
      const key = readString()
      if (FORBIDDEN.has(key)) fail(`the key "${key}" is not allowed: rename it`, keyAt)
      if (key in object) fail(`the key "${key}" stands twice: keep one`, keyAt)
      skipSpace()
      if (text[at] !== ':') fail(`":" is expected after the key "${key}", ${found()}`)
      at++
      object[key] = readValue(depth)
      if (text[at] === '}') break
      if (text[at] !== ',') fail(`"," or "}" is expected, ${found()}`)
      at++
      skipSpace()
    }
    at++
    return object
  }

  const readArray = (depth: number): readonly LosslessJson[] => {
    const entries: LosslessJson[] = []
    at++
    skipSpace()
    if (text[at] === ']') {
      at++
      return entries
    }
    for (;;) {
      entries.push(readValue(depth))
      if (text[at] === ']') break
      if (text[at] !== ',') fail(`"," or "]" is expected, ${found()}`)
      at++
    }
    at++
    return entries
  }

  const readWord = (): LosslessJson => {
    for (const [word, value] of WORDS) {
      if (text.startsWith(word, at)) {
        at += word.length
        return value
      }
    }
    NUMBER.lastIndex = at
    const match = NUMBER.exec(text)
    if (match === null) return fail(`a value (a number, "text", true, false, null, [...] or {...}) is expected, ${found()}`)
    at = NUMBER.lastIndex
    return new ExactNumber(match[0])
  }

  /** Leaves `at` behind the value and the space that follows it. */
  const readValue = (depth: number): LosslessJson => {
    if (depth > MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH}`)
    skipSpace()
    const first = text[at]
    const value = first === '{' ? readObject(depth + 1) : first === '[' ? readArray(depth + 1) : first === '"' ? readString() : readWord()
    skipSpace()
    return value
  }

  const value = readValue(0)
  if (at < text.length) fail(`nothing more is expected, ${found()}`)
  return value
}

const WORDS: readonly (readonly [string, LosslessJson])[] = [['true', true], ['false', false], ['null', null]]

/** Whether a value is an object, not null, a list or a number. */
export function isLosslessObject(value: LosslessJson | undefined): value is LosslessObject {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber) && !Array.isArray(value)
}
