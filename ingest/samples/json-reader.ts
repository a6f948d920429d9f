// Reads JSON from a source: numbers keep their text, and a flaw of one value is noted without giving up the values beside it.
import type { RejectionCode } from '../mapping/rejection.ts'
import type { SampleValue } from './sample.ts'

/** Something that JSON allows and we do not, at a key or value of a sample. */
export interface JsonFlaw {
  readonly code: Extract<RejectionCode, 'forbidden-key' | 'repeated-key' | 'control-character' | 'unpaired-surrogate' | 'too-deep'>
  readonly value: string
}

/** The text is not JSON; `offset` counts UTF-16 units from 0. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

export const MAX_DEPTH = 32

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Between its quotes: anything from the space on but quote and backslash, and escapes. */
const STRING = /"([ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*)"/y
const [TAB, NEWLINE, RETURN, SPACE, QUOTE, BACKSLASH] = [9, 10, 13, 32, 34, 92]
const WORDS: readonly (readonly [string, boolean | null])[] = [['true', true], ['false', false], ['null', null]]

/** A cursor over a text. All methods throw JsonSyntaxError where the text is not JSON. */
export class JsonReader {
  /** The first flaw since it was last taken. */
  private flaw: JsonFlaw | undefined
  private at = 0
  private readonly text: string

  /** Reads from the character `at` on. */
  constructor(text: string, at = 0) {
    this.text = text
    this.at = at
  }

  get offset(): number {
    return this.at
  }

  /** The first flaw met since the last call. */
  takeFlaw(): JsonFlaw | undefined {
    const { flaw } = this
    this.flaw = undefined
    return flaw
  }

  /** The next character that is not space; '' at the end. */
  peek(): string {
    const { text } = this
    let { at } = this
    for (let code = text.charCodeAt(at); code === SPACE || code === NEWLINE || code === RETURN || code === TAB; code = text.charCodeAt(at)) at += 1
    this.at = at
    return text.charAt(at)
  }

  fail(wanted: string): never {
    const found = this.at < this.text.length ? `found ${JSON.stringify(this.text.charAt(this.at))}` : 'the text ends'
    throw new JsonSyntaxError(`${wanted} is expected at character ${this.at + 1}, but ${found}`, this.at)
  }

  end(): void {
    if (this.peek() !== '') this.fail('the end')
  }

  /** Calls `each` before every element; it must read exactly one value. */
  readArray(each: (index: number) => void): void {
    this.peek()
    this.at += 1
    if (this.peek() === ']') {
      this.at += 1
      return
    }
    for (let index = 0; ; index++) {
      this.peek()
      each(index)
      if (!this.goesOn(']')) return
    }
  }

  /** As `readArray` for who cannot take all elements at once: stops before every one, and exactly one value must be read before it goes on. */
  *elements(): Generator<number, void, void> {
    this.peek()
    this.at += 1
    if (this.peek() === ']') {
      this.at += 1
      return
    }
    for (let index = 0; ; index++) {
      this.peek()
      yield index
      if (!this.goesOn(']')) return
    }
  }

  /** Calls `each` with every key; it must read exactly one value. */
  readObject(each: (key: string) => void): void {
    this.peek()
    this.at += 1
    if (this.peek() === '}') {
      this.at += 1
      return
    }
    for (;;) {
      if (this.peek() !== '"') this.fail('a key in double quotes')
      const key = this.readString()
      if (this.peek() !== ':') this.fail('":"')
      this.at += 1
      each(key)
      if (!this.goesOn('}')) return
    }
  }

  readValue(depth = 0): SampleValue {
    switch (this.peek()) {
      case '{': {
        if (depth >= MAX_DEPTH) return this.skip()
        const object: Record<string, SampleValue> = Object.create(null)
        this.readObject((key) => {
          const isForbidden = FORBIDDEN.has(key)
          if (isForbidden) this.note('forbidden-key', key)
          else if (key in object) this.note('repeated-key', key)
          object[isForbidden ? `(${key})` : key] = this.readValue(depth + 1)
        })
        return object
      }
      case '[': {
        if (depth >= MAX_DEPTH) return this.skip()
        const list: SampleValue[] = []
        this.readArray(() => list.push(this.readValue(depth + 1)))
        return list
      }
      case '"':
        return this.readString()
      default:
        return this.readWord()
    }
  }

  private goesOn(close: string): boolean {
    const next = this.peek()
    if (next !== ',' && next !== close) this.fail(`"," or "${close}"`)
    this.at += 1
    return next === ','
  }

  private note(code: JsonFlaw['code'], value: string): void {
    this.flaw ??= { code, value }
  }

  private readString(): string {
    return this.readPlainString() ?? this.readEscapedString()
  }

  /** Most texts have no escapes and are what stands between the quotes; undefined for all others. */
  private readPlainString(): string | undefined {
    const { text } = this
    const from = this.at + 1
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) {
        this.at = at + 1
        return text.slice(from, at)
      }
      // NaN, the end of the text, is no number that is at least a space.
      if (!(code >= SPACE) || code === BACKSLASH) return undefined
    }
  }

  private readEscapedString(): string {
    STRING.lastIndex = this.at
    const body = STRING.exec(this.text)?.[1]
    if (body === undefined) return this.fail('a text in double quotes without raw control characters')
    this.at = STRING.lastIndex
    if (!body.includes('\\')) return body
    const text = String(JSON.parse(`"${body}"`))
    if (text.includes('\u0000')) this.note('control-character', text)
    else if (!text.isWellFormed()) this.note('unpaired-surrogate', text)
    return text
  }

  private readWord(): SampleValue {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return value
      }
    }
    NUMBER.lastIndex = this.at
    const number = NUMBER.exec(this.text)?.[0]
    if (number === undefined) return this.fail('a value')
    this.at += number.length
    return number
  }

  /** Passes over a list or an object that is nested too deep, without descending into it. */
  private skip(): null {
    this.note('too-deep', '')
    let open = 0
    do {
      const next = this.peek()
      if (next === '"') this.readString()
      else if (next === '') this.fail('a closing bracket')
      else {
        open += next === '{' || next === '[' ? 1 : next === '}' || next === ']' ? -1 : 0
        this.at += 1
      }
    } while (open > 0)
    return null
  }
}
