// Which way dates are written: a format that reads every text, or the question that a person has to answer.
import type { Zone } from '../../rules/time/zone.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { compileDate, dateProblem } from '../mapping/date-format.ts'
import { BLANK_FIT, type Column } from './columns.ts'
import type { Fit } from './proposal.ts'

type Order = 'year-first' | 'month-first' | 'day-first'

/** Formats that are recognised, by the order in which they write a date. Of several that read all texts the first is proposed. */
const FORMATS: readonly (readonly [order: Order, formats: readonly string[]])[] = [
  ['year-first', [
    'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd', 'ISO', 'yyyy-MM-dd HH:mm:ss.SSS', 'yyyy/MM/dd HH:mm:ss', 'yyyy/MM/dd HH:mm', 'yyyy/MM/dd',
    'yyyy/M/d H:mm:ss', 'yyyy/M/d H:mm', 'yyyy/M/d', 'yyyy-M-d H:mm:ss', 'yyyy-M-d H:mm', 'yyyy-M-d', 'yyyy年M月d日 H:mm:ss', 'yyyy年M月d日 H:mm', 'yyyy年M月d日H时m分s秒', 'yyyy年M月d日H时m分', 'yyyy年M月d日',
    'yyyy.M.d H:mm:ss', 'yyyy.M.d H:mm', 'yyyy.M.d', 'yyyy/M/d a h:mm:ss', 'yyyyMMddHHmmss', 'yyyyMMdd HH:mm:ss', 'yyyyMMddHHmm', 'yyyyMMdd', 'epoch-ms', 'epoch-s', 'yyyy-MM', 'yyyy年M月',
  ]],
  ['month-first', ['MM/dd/yyyy hh:mm:ss a', 'M/d/yyyy h:mm:ss a', 'M/d/yyyy h:mm a', 'MM/dd/yyyy HH:mm:ss', 'MM/dd/yyyy', 'M/d/yyyy H:mm:ss', 'M/d/yyyy H:mm', 'M/d/yyyy', 'MM-dd-yyyy', 'MM-dd-yyyy HH:mm:ss']],
  ['day-first', ['dd/MM/yyyy hh:mm:ss a', 'd/M/yyyy h:mm:ss a', 'd/M/yyyy h:mm a', 'dd/MM/yyyy HH:mm:ss', 'dd/MM/yyyy', 'd/M/yyyy H:mm:ss', 'd/M/yyyy H:mm', 'd/M/yyyy', 'dd-MM-yyyy', 'dd-MM-yyyy HH:mm:ss', 'dd.MM.yyyy HH:mm:ss', 'dd.MM.yyyy HH:mm', 'dd.MM.yyyy']],
]

/** A number that would lie outside of these years is no date: 20260102 is not a second of 1970. */
const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** The order in which a source writes month and day, by a column of it that can be read in one order only. */
export interface DateHabit {
  readonly order: Order
  readonly column: string
}

/** Undefined where no column tells, or where two of them tell differently. */
export function findHabit(columns: readonly Column[], zone: Zone): DateHabit | undefined {
  const telling = columns.flatMap(({ path, texts }): readonly DateHabit[] => {
    const orders = texts.size === 0 ? [] : [...new Set(fittingFormats([...texts.keys()], zone).map(({ order }) => order))]
    const [order] = orders
    return orders.length !== 1 || order === undefined || order === 'year-first' ? [] : [{ order, column: path }]
  })
  return telling.every(({ order }) => order === telling[0]?.order) ? telling[0] : undefined
}

const fittingFormats = (texts: readonly string[], zone: Zone): readonly { readonly order: Order; readonly format: string }[] =>
  FORMATS.flatMap(([order, formats]) => formats.filter((format) => unread(texts, zone, format) === undefined).map((format) => ({ order, format })))

/** A chosen format is held against the rows as well; what can be read in two orders is read as the rest of its source is. */
export function readDates(column: Column, zone: Zone, { chosen, habit }: { readonly chosen?: string | undefined; readonly habit?: DateHabit | undefined } = {}): Fit {
  const texts = [...column.texts.keys()]
  if (texts.length === 0) return BLANK_FIT
  if (chosen !== undefined) return readChosen(texts, zone, chosen)
  const fitting = fittingFormats(texts, zone)
  const [first] = fitting
  if (first === undefined) return noFormat(texts, zone)
  const orders = [...new Set(fitting.map(({ order }) => order))]
  if (orders.length === 1) return { state: 'fits', date: { format: first.format, others: [] }, says: { zh: `${texts.length} 种写法都按 ${first.format} 读出`, en: `all ${texts.length} texts are read as ${first.format}` } }
  const others = orders.map((order) => fitting.find((one) => one.order === order)?.format ?? '')
  const text = texts[0] ?? ''
  const usual = fitting.find(({ order }) => order === habit?.order)
  if (usual !== undefined && habit !== undefined) {
    return {
      state: 'fits', date: { format: usual.format, others: [] },
      says: { zh: `按 ${usual.format} 读出，因为同一来源的 ${habit.column} 只能这样读`, en: `read as ${usual.format}, because ${habit.column} of the same source can only be read in this order` },
    }
  }
  return {
    state: 'asks',
    date: { format: first.format, others },
    says: { zh: `“${text}”既可读作 ${others.join('，也可读作 ')}：请选一种`, en: `"${text}" can be read as ${others.join(' and as ')}: choose one` },
  }
}

function readChosen(texts: readonly string[], zone: Zone, format: string): Fit {
  const problem = dateProblem({ format })
  if (problem !== undefined) return { state: 'asks', date: { format, others: [] }, says: { zh: `日期格式“${format}”无法使用，请另选`, en: problem } }
  const bad = unread(texts, zone, format)
  return bad === undefined
    ? { state: 'fits', date: { format, others: [] }, says: { zh: `按选定的 ${format} 全部读出`, en: `all read as ${format}, as chosen` } }
    : { state: 'asks', date: { format, others: [] }, says: { zh: `“${bad}”不能按选定的 ${format} 读出：请另选格式`, en: `"${bad}" cannot be read as ${format}: choose another format` } }
}

/** The format that reads most, and the first text that it does not read. */
function noFormat(texts: readonly string[], zone: Zone): Fit {
  const best = FORMATS.flatMap(([, formats]) => formats)
    .map((format) => ({ format, read: texts.filter((text) => instantOf(text, zone, format) !== undefined).length }))
    .reduce((most, one) => (one.read > most.read ? one : most))
  const bad = unread(texts, zone, best.format) ?? ''
  if (best.read * 2 < texts.length) return { state: 'fails', says: { zh: `“${texts[0] ?? ''}”不是认得的日期`, en: `"${texts[0] ?? ''}" is no date that is recognised` } }
  return {
    state: 'asks',
    date: { format: best.format, others: [] },
    says: { zh: `多数按 ${best.format} 读出，但“${bad}”不能：请更正来源，或选定格式`, en: `most are read as ${best.format}, but "${bad}" is not: correct the source, or choose a format` },
  }
}

/** The first text that a format does not read; nine digits are the code of a street before they are a second of the last century. */
const unread = (texts: readonly string[], zone: Zone, format: string): string | undefined => {
  const parse = compileDate({ format }, zone)
  const digits = { 'epoch-s': 10, 'epoch-ms': 13 }[format]
  return texts.find((text) => (digits !== undefined && text.length !== digits) || !isPlausible(parse(text)))
}

function instantOf(text: string, zone: Zone, format: string): Instant | undefined {
  const instant = compileDate({ format }, zone)(text)
  return isPlausible(instant) ? instant : undefined
}

const isPlausible = (instant: Instant | string): instant is Instant => typeof instant === 'number' && instant >= EARLIEST && instant < LATEST
