// Counts, durations and percentages: whether every text is a number, and in which unit where the name does not tell.
import { parseDecimal, parsePercent, parseWhole } from '../mapping/exact-number.ts'
import { BLANK_FIT, type Column } from './columns.ts'
import type { Fit } from './proposal.ts'

export type NumberKind = 'count' | 'duration' | 'percent'

export const UNITS = { duration: ['ms', 's', 'min', 'h', 'd'], percent: ['0-1', '0-100', 'percent-text'], count: [] } as const satisfies Record<NumberKind, readonly string[]>

export function readNumbers(column: Column, kind: NumberKind, chosen?: string): Fit {
  const texts = [...column.texts.keys()]
  if (texts.length === 0) return BLANK_FIT
  switch (kind) {
    case 'count':
      return readCounts(texts)
    case 'duration':
      return readDurations(column, texts, chosen)
    case 'percent':
      return readPercents(texts, chosen)
  }
}

function readCounts(texts: readonly string[]): Fit {
  const bad = texts.find((text) => typeof parseWhole(text, 1n) === 'string')
  if (bad === undefined) return { state: 'fits', says: { zh: '都是整数', en: 'all are whole numbers' } }
  return { state: isNumber(bad) ? 'asks' : 'fails', says: { zh: `“${bad}”不是整数：请提供件数，不是比率`, en: `"${bad}" is no whole number: counts are needed, not rates` } }
}

/** Words by which the names of columns tell the unit of a duration. */
const UNIT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/毫秒|(?:^|_)ms$|millis/i, 'ms'], [/小时|hour|(?:^|_)h$/i, 'h'], [/分钟|minute|(?:^|_)min$/i, 'min'], [/秒|second|(?:^|_)s$/i, 's'], [/天|日|day/i, 'd'],
]

function readDurations(column: Column, texts: readonly string[], chosen: string | undefined): Fit {
  const bad = texts.find((text) => !isNumber(text))
  if (bad !== undefined) return { state: 'fails', says: { zh: `“${bad}”不是数字`, en: `"${bad}" is no number` } }
  const named = chosen ?? UNIT_WORDS.find(([word]) => word.test(`${column.path} ${column.plainComment}`))?.[1]
  if (named !== undefined) return { state: 'fits', unit: { name: named, others: [] }, says: { zh: `单位 ${named}`, en: `in ${named}` } }
  return { state: 'asks', unit: { name: 'h', others: UNITS.duration }, says: { zh: '列名没有说明时长的单位：请选择', en: 'the name does not tell the unit of the duration: choose it' } }
}

function readPercents(texts: readonly string[], chosen: string | undefined): Fit {
  const fitting = UNITS.percent.filter((scale) => texts.every((text) => isPercent(text, scale)))
  const [first] = fitting
  if (chosen !== undefined && fitting.some((scale) => scale === chosen)) return { state: 'fits', unit: { name: chosen, others: [] }, says: { zh: `按 ${chosen} 读出`, en: `read as ${chosen}` } }
  if (first === undefined) return { state: 'fails', says: { zh: `“${texts[0] ?? ''}”不是百分比`, en: `"${texts[0] ?? ''}" is no percentage` } }
  if (fitting.length === 1) return { state: 'fits', unit: { name: first, others: [] }, says: { zh: `按 ${first} 读出`, en: `read as ${first}` } }
  return { state: 'asks', unit: { name: first, others: fitting }, says: { zh: `“${texts[0] ?? ''}”可能是 0-1，也可能是 0-100：请选择`, en: `"${texts[0] ?? ''}" may be of 0-1 or of 0-100: choose one` } }
}

const isNumber = (text: string): boolean => typeof parseDecimal(text) !== 'string'

const isPercent = (text: string, scale: (typeof UNITS.percent)[number]): boolean => typeof parsePercent(text, scale) !== 'string'
