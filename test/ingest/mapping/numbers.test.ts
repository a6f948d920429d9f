import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreesWithCounts, parsePercent, parseWhole } from '../../../ingest/mapping/exact-number.ts'

describe('a count', () => {
  it('is read exactly, in its unit', () => {
    expect(parseWhole('12', 1n)).toBe(12n)
    expect(parseWhole('+12.00', 1n)).toBe(12n)
    expect(parseWhole('1.2345', 10_000n)).toBe(12_345n)
    expect(parseWhole('999999999999999999', 1n)).toBe(999_999_999_999_999_999n)
  })

  it.each(['', ' ', '1e3', '0x10', 'NaN', 'Infinity', '1,234', '83%', '１２', '1.', '.5', '--1', '1 2', 'null'])('is not %j', (text) => {
    expect(parseWhole(text, 1n)).toBe('not-a-number')
  })

  it('is never negative, never a fraction and never beyond what a city can have', () => {
    expect(parseWhole('-1', 1n)).toBe('negative')
    expect(parseWhole('1.5', 1n)).toBe('not-an-integer')
    expect(parseWhole('1.23456', 10_000n)).toBe('not-an-integer')
    expect(parseWhole('1000000000000000001', 1n)).toBe('number-out-of-range')
    expect(parseWhole('1'.repeat(61), 1n)).toBe('number-out-of-range')
  })

  it('survives being written and read again', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 18n), (number) => void expect(parseWhole(number.toString(), 1n)).toBe(number)))
  })
})

describe('a percentage', () => {
  it.each([
    ['0.83', '0-1', 83], ['1', '0-1', 100], ['0', '0-1', 0],
    ['83', '0-100', 83], ['100', '0-100', 100], ['0', '0-100', 0], ['1', '0-100', 1], ['1.5', '0-100', 1.5],
    ['83%', 'percent-text', 83], ['83.5 %', 'percent-text', 83.5], ['83％', 'percent-text', 83], ['0.5%', 'percent-text', 0.5],
  ] as const)('%s of the scale %s is %d %%', (text, scale, expected) => {
    const percent = parsePercent(text, scale)
    expect(typeof percent === 'string' ? percent : Number(percent.digits) / 10 ** percent.places).toBe(expected)
  })

  it.each([
    ['83', '0-1'], ['1.01', '0-1'], ['-0.1', '0-1'], ['83%', '0-1'], ['0.83%', '0-1'],
    ['0.83', '0-100'], ['0.001', '0-100'], ['100.1', '0-100'], ['-1', '0-100'], ['83%', '0-100'],
    ['83', 'percent-text'], ['0.83', 'percent-text'], ['101%', 'percent-text'],
  ] as const)('%s is not of the scale %s', (text, scale) => {
    expect(parsePercent(text, scale)).toBe('wrong-scale')
  })

  it('agrees with its counts within one unit of its last place', () => {
    const percent = (text: string, scale: '0-1' | '0-100') => {
      const parsed = parsePercent(text, scale)
      if (typeof parsed === 'string') throw new Error(parsed)
      return parsed
    }
    expect(agreesWithCounts(percent('33.3', '0-100'), 1n, 3n, '0-100')).toBe(true)
    expect(agreesWithCounts(percent('33.5', '0-100'), 1n, 3n, '0-100')).toBe(false)
    expect(agreesWithCounts(percent('0.33', '0-1'), 1n, 3n, '0-1')).toBe(true)
    expect(agreesWithCounts(percent('0.35', '0-1'), 1n, 3n, '0-1')).toBe(false)
    expect(agreesWithCounts(percent('100', '0-100'), 0n, 0n, '0-100')).toBe(false)
  })
})
