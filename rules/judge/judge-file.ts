// Reads the values of `ctmm judge FILE`: strictly, with every problem named by its path, value, reason and remedy.
import { parseInteger } from '../exact/decimal.ts'
import { ExactNumber, isLosslessObject, parseLossless, type LosslessJson, type LosslessObject } from '../exact/lossless-json.ts'
import type { Quantity } from '../facts/fact.ts'
import { findIndicator, getCalculation } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Population } from '../model/text-schema.ts'
import { valueKey } from './judge.ts'
import type { JudgedValue, ValueState } from './judged-value.ts'

/** `path` is like `values[3].numerator`; `value` is the text of what stands there. */
export interface JudgeFileProblem {
  readonly path: string
  readonly value: string
  /** What is wrong and what to do. */
  readonly reason: string
}

/** The message holds all problems, one per line. */
export class JudgeFileError extends Error {
  readonly problems: readonly JudgeFileProblem[]

  constructor(problems: readonly JudgeFileProblem[]) {
    super(problems.map(({ path, value, reason }) => `${path} = ${value}: ${reason}`).join('\n'))
    this.name = 'JudgeFileError'
    this.problems = problems
  }
}

const STATES: readonly ValueState[] = ['ok', 'no-data', 'stale', 'not-assessable', 'insufficient-sample', 'not-covered']
const COUNTS = { share: ['numerator', 'denominator'], mean: ['sumMs', 'count'], count: ['value'] } as const
const KEYS = ['indicator', 'population', 'state', ...Object.values(COUNTS).flat()]

/**
 * The values of a judge file. A zero denominator or count is no-data. Throws JsonError when the text is not JSON and
 * JudgeFileError, with all problems, when it says something that no value can say.
 */
export function readJudgeFile(text: string, model: Model): readonly JudgedValue[] {
  const problems: JudgeFileProblem[] = []
  const report: Report = (path, value, reason) => {
    problems.push({ path, value: shown(value), reason })
  }
  const file = parseLossless(text)
  const entries = isLosslessObject(file) ? file['values'] : undefined
  if (!isList(entries)) {
    throw new JudgeFileError([{ path: 'values', value: shown(entries), reason: 'a list of values is expected: write {"values": [...]}.' }])
  }
  if (isLosslessObject(file)) refuseOtherKeys(file, ['values'], '', report)
  const first = new Map<string, string>()
  const values = entries.flatMap((entry, index) => {
    const path = `values[${index}]`
    const value = readValue(entry, path, model, report)
    if (value === undefined) return []
    const key = valueKey(value.indicator, value.population)
    const earlier = first.get(key)
    if (earlier !== undefined) report(path, value.indicator, `the indicator and population of ${earlier} stand here again: keep one.`)
    first.set(key, earlier ?? path)
    return [value]
  })
  if (problems.length > 0) throw new JudgeFileError(problems)
  return values
}

type Report = (path: string, value: LosslessJson | undefined, reason: string) => void

function readValue(entry: LosslessJson, path: string, model: Model, report: Report): JudgedValue | undefined {
  if (!isLosslessObject(entry)) {
    report(path, entry, 'an object is expected, such as {"indicator": "...", "numerator": 1, "denominator": 2}.')
    return undefined
  }
  refuseOtherKeys(entry, KEYS, `${path}.`, report)
  const code = entry['indicator']
  const indicator = typeof code === 'string' ? model.indicators.find((candidate) => candidate.code === code) : undefined
  if (indicator === undefined) {
    const hint = typeof code === 'string' ? findIndicator(model, code)?.code : undefined
    report(`${path}.indicator`, code, hint === undefined ? 'unknown indicator: use a code of the model.' : `write the code "${hint}".`)
    return undefined
  }
  const population = readPopulation(entry, indicator, path, model, report)
  const state = readState(entry, path, report)
  const quantity = readQuantity(entry, indicator, path, report)
  if (population === undefined || state === undefined || quantity === 'refused') return undefined
  if (quantity === undefined && state === 'ok') {
    report(path, code, `${COUNTS[indicator.quantity].join(' and ')} expected, or a "state" such as "no-data".`)
    return undefined
  }
  if (quantity === undefined) return { indicator: indicator.code, population, state }
  return { indicator: indicator.code, population, state: state === 'ok' && isEmpty(quantity) ? 'no-data' : state, quantity }
}

function readPopulation(entry: LosslessObject, indicator: Indicator, path: string, model: Model, report: Report): Population | undefined {
  const known = getCalculation(model, indicator.calculation).populations.map(({ id }) => id)
  if (!('population' in entry)) return 'all'
  const found = known.find((id) => id === entry['population'])
  if (found === undefined) report(`${path}.population`, entry['population'], `unknown population: ${indicator.code} has ${known.join(', ')}.`)
  return found
}

function readState(entry: LosslessObject, path: string, report: Report): ValueState | undefined {
  if (!('state' in entry)) return 'ok'
  const found = STATES.find((state) => state === entry['state'])
  if (found === undefined) report(`${path}.state`, entry['state'], `unknown state: use one of ${STATES.join(', ')}.`)
  return found
}

/** The counts of an entry; undefined when it has none. */
function readQuantity(entry: LosslessObject, indicator: Indicator, path: string, report: Report): Quantity | undefined | 'refused' {
  const wanted: readonly string[] = COUNTS[indicator.quantity]
  const present = Object.values(COUNTS).flat().filter((key) => key in entry)
  if (present.length === 0) return undefined
  let refused = false
  const refuse = (key: string, reason: string): void => {
    refused = true
    report(`${path}.${key}`, entry[key], reason)
  }
  for (const key of present) if (!wanted.includes(key)) refuse(key, `${indicator.code} is a ${indicator.quantity}: give ${wanted.join(' and ')} instead.`)
  const counts = new Map<string, bigint>()
  for (const key of wanted) {
    const count = readCount(entry[key])
    if (typeof count === 'bigint') counts.set(key, count)
    else refuse(key, count)
  }
  const get = (key: string): bigint => counts.get(key) ?? 0n
  if (indicator.quantity === 'share' && counts.size === 2 && get('denominator') > 0n && get('numerator') > get('denominator')) refuse('numerator', `above the denominator ${get('denominator')}: correct the counts.`)
  if (refused) return 'refused'
  switch (indicator.quantity) {
    case 'share':
      return { kind: 'share', numerator: get('numerator'), denominator: get('denominator') }
    case 'mean':
      return { kind: 'mean', sumMs: get('sumMs'), count: get('count') }
    case 'count':
      return { kind: 'count', value: get('value') }
  }
}

/** A whole number not below zero, or why it is none. */
function readCount(value: LosslessJson | undefined): bigint | string {
  if (value === undefined) return 'missing: add it, or give a "state" such as "no-data" and no counts.'
  if (value === null) return 'null is not a count: leave the counts out and write "state": "no-data".'
  if (!(value instanceof ExactNumber)) return 'a number is expected: write it without quotes, and an unknown value as "state": "no-data".'
  const count = parseInteger(value.source)
  if (count === undefined) return 'a whole number is expected: give the counts themselves, not a rate.'
  return count < 0n ? 'a count cannot be negative: correct it.' : count
}

function isEmpty(quantity: Quantity): boolean {
  return (quantity.kind === 'share' && quantity.denominator === 0n) || (quantity.kind === 'mean' && quantity.count === 0n)
}

function refuseOtherKeys(object: LosslessObject, allowed: readonly string[], prefix: string, report: Report): void {
  for (const [key, value] of Object.entries(object)) {
    if (!allowed.includes(key)) report(prefix + key, value, `unknown key: use ${allowed.join(', ')}.`)
  }
}

function isList(value: LosslessJson | undefined): value is readonly LosslessJson[] {
  return Array.isArray(value)
}

function shown(value: LosslessJson | undefined): string {
  if (value === undefined) return '(nothing)'
  if (value instanceof ExactNumber) return value.source
  return typeof value === 'object' && value !== null ? (isList(value) ? '[...]' : '{...}') : JSON.stringify(value)
}
