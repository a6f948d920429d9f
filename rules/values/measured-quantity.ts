// Values from numbers that a system already computed. Windows are built only from increments that cover them without a gap.
import type { MeasurementFact, Quantity } from '../facts/fact.ts'
import type { Instant } from '../time/instant.ts'
import type { WindowRule, WindowSpan } from '../time/windows.ts'

/** The measurements in force, each identity once. */
export type Measurements = readonly MeasurementFact[]

export interface MeasuredQuestion {
  readonly indicator: string
  readonly population: string
  readonly area: string
  readonly rule: WindowRule
  readonly span: WindowSpan
  readonly asOf: Instant
  /** Source systems that are judged. */
  readonly systems: readonly string[]
}

/** The answer; `coveredUntil` is the end of the last measurement used, and `quantity` is absent where the window is not covered. */
export interface MeasuredAnswer {
  readonly quantity?: Quantity
  readonly open: number
  readonly coveredUntil?: Instant
}

const NOT_COVERED: MeasuredAnswer = { open: 0 }

export function measuredQuantity(measurements: Measurements, question: MeasuredQuestion): MeasuredAnswer {
  const known = measurements.filter((fact) =>
    fact.withdrawn !== true && fact.indicator === question.indicator && fact.population === question.population &&
    fact.area === question.area && fact.to <= question.asOf && question.systems.includes(fact.source))
  switch (question.rule.kind) {
    case 'snapshot':
      return latest(known.filter((fact) => fact.form === 'snapshot'))
    case 'to-date':
      return ofPeriod(known, question.span)
    case 'last-closed': {
      // A part of a period that is over is not that period.
      const answer = ofPeriod(known.filter((fact) => fact.form !== 'to-date' || fact.to >= question.span.to), question.span)
      return (answer.coveredUntil ?? 0) < question.span.to ? NOT_COVERED : answer
    }
    case 'rolling-months':
    case 'rolling-days':
      return fromIncrements(known, question.span)
  }
}

/** A figure that runs since the period began, or increments from there on. */
function ofPeriod(known: Measurements, span: WindowSpan): MeasuredAnswer {
  const toDate = latest(known.filter((fact) => fact.form === 'to-date' && fact.from === span.from && fact.to <= span.to + 1))
  return toDate.quantity === undefined ? fromIncrements(known, span) : toDate
}

/** The one that reaches furthest; of those that reach as far, the newest version, then the last key. */
function latest(facts: Measurements): MeasuredAnswer {
  const newest = facts.reduce<MeasurementFact | undefined>((best, fact) => (best === undefined || isLater(fact, best) ? fact : best), undefined)
  return newest === undefined ? NOT_COVERED : { quantity: newest.quantity, open: 0, coveredUntil: newest.to }
}

function isLater(a: MeasurementFact, b: MeasurementFact): boolean {
  if (a.to !== b.to) return a.to > b.to
  return a.version === b.version ? a.key > b.key : a.version > b.version
}

/** Increments that begin with the window and follow one another without gap or overlap; bare values never add up. */
function fromIncrements(facts: Measurements, span: WindowSpan): MeasuredAnswer {
  const increments = facts
    .filter((fact) => fact.form === 'increment' && fact.from !== undefined && fact.from >= span.from && fact.to <= span.to + 1)
    .sort((a, b) => (a.from ?? 0) - (b.from ?? 0))
  let covered = span.from
  let sum: Quantity | undefined
  for (const increment of increments) {
    if (increment.from !== covered || increment.quantity.kind === 'count') return NOT_COVERED
    sum = sum === undefined ? increment.quantity : add(sum, increment.quantity)
    if (sum === undefined) return NOT_COVERED
    covered = increment.to
  }
  return sum === undefined ? NOT_COVERED : { quantity: sum, open: 0, coveredUntil: covered }
}

function add(a: Quantity, b: Quantity): Quantity | undefined {
  if (a.kind === 'share' && b.kind === 'share') return { kind: 'share', numerator: a.numerator + b.numerator, denominator: a.denominator + b.denominator }
  if (a.kind === 'mean' && b.kind === 'mean') return { kind: 'mean', sumMs: a.sumMs + b.sumMs, count: a.count + b.count }
  return undefined
}
