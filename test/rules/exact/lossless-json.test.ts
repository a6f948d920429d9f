import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactNumber, isLosslessObject, JsonError, parseLossless, type LosslessJson } from '../../../rules/exact/lossless-json.ts'
import { stringifyExact } from '../../../rules/exact/stringify-exact.ts'

/** What JSON.parse makes of the same text. */
function ordinary(value: LosslessJson): unknown {
  if (value instanceof ExactNumber) return Number(value.source)
  if (isLosslessObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, ordinary(member)]))
  return isList(value) ? value.map(ordinary) : value
}

function isList(value: LosslessJson): value is readonly LosslessJson[] {
  return Array.isArray(value)
}

function refusal(text: string): JsonError {
  try {
    parseLossless(text)
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error(`accepted ${text}`)
}

const FORBIDDEN = ['__proto__', 'constructor', 'prototype']
const hasForbiddenKey = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.entries(value).some(([key, member]) => FORBIDDEN.includes(key) || hasForbiddenKey(member))

describe('lossless JSON', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
      fc.pre(!hasForbiddenKey(value))
      const text = JSON.stringify(value, null, indent)
      expect(ordinary(parseLossless(text))).toEqual(JSON.parse(text))
    }), { numRuns: 500 })
  })

  it('refuses what JSON.parse refuses', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', ']', '0', ' x', '\u0000'), (value, at, insert) => {
      const whole = JSON.stringify(value)
      const place = at % (whole.length + 1)
      const text = whole.slice(0, place) + insert + whole.slice(place + 1)
      let accepted = true
      try {
        JSON.parse(text)
      } catch {
        accepted = false
      }
      if (!accepted) expect(() => parseLossless(text)).toThrow(JsonError)
    }), { numRuns: 500 })
  })

  it('keeps every digit of a number', () => {
    const value = parseLossless('{"id": 12345678901234567890, "rate": 0.1000000000000000055511151231257827, "big": -1.5E+300}')
    expect(value).toMatchObject({ id: { source: '12345678901234567890' }, rate: { source: '0.1000000000000000055511151231257827' }, big: { source: '-1.5E+300' } })
  })

  it('tells a number from an object that looks like one', () => {
    expect(isLosslessObject(parseLossless('{"source": "1"}'))).toBe(true)
    expect(isLosslessObject(parseLossless('1'))).toBe(false)
    expect(isLosslessObject(parseLossless('[]'))).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])('refuses the key %s and says where', (key) => {
    const error = refusal(`{"a": 1,\n  "b": {"${key}": {"polluted": true}}}`)
    expect(error.message).toContain('is not allowed')
    expect([error.line, error.column]).toEqual([2, 9])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('gives objects no inherited members', () => {
    const value = parseLossless('{"a": 1}')
    expect(isLosslessObject(value) && 'toString' in value).toBe(false)
  })

  it.each([
    ['NaN', 'found NaN'], ['[-Infinity]', 'found -Infinity'], ['{"a" 1}', '":" is expected after the key "a"'], ['[1, 2', 'the text ends'],
    ['{"a": 1, "a": 2}', 'the key "a" stands twice'], ['01', 'nothing more is expected'], ['"a\nb"', 'must be escaped'], ['[1,]', 'a value'], ['', 'the text ends'], ['{,}', 'a key in quotes is expected'],
  ])('refuses %j', (text, says) => {
    expect(refusal(text).message).toContain(says)
  })

  it('survives deep and long input', () => {
    expect(refusal('['.repeat(100_000)).message).toContain('nested deeper than 64')
    const long = 'x\\n'.repeat(700_000)
    expect(parseLossless(`"${long}"`)).toHaveLength(1_400_000)
  })
})

describe('exact JSON writing', () => {
  it('writes big counts with every digit', () => {
    expect(stringifyExact({ amount: 123456789012345678901234567890n, left: undefined, list: [1n, null] })).toBe('{"amount":123456789012345678901234567890,"list":[1,null]}')
  })

  it('writes what JSON.stringify writes, with indentation too', () => {
    const value = { a: [1, 'zwei', { b: null, c: [] }], d: {}, e: true }
    expect(stringifyExact(value)).toBe(JSON.stringify(value))
    expect(stringifyExact(value, 2)).toBe(JSON.stringify(value, null, 2))
  })

  it('refuses numbers that JSON cannot say', () => {
    expect(() => stringifyExact({ value: Number.NaN })).toThrow(RangeError)
  })
})
