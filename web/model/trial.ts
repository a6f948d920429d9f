// 试算: what standing would follow from another bound or another value. Judged by the product's own rules, here alone; nothing is kept.
import { decimal, parseDecimal, parseInteger, powerOfTen } from '../../rules/exact/decimal.ts'
import { ceilDivide, floorDivide, MS_PER_HOUR } from '../../rules/exact/fraction.ts'
import type { Quantity } from '../../rules/facts/fact.ts'
import { displayValue } from '../../rules/judge/display-value.ts'
import { explain } from '../../rules/judge/explain.ts'
import { judge } from '../../rules/judge/judge.ts'
import type { JudgedValue } from '../../rules/judge/judged-value.ts'
import { standingWord } from '../../rules/judge/word.ts'
import { getIndicator } from '../../rules/model/lookup.ts'
import { proveBounds } from '../../rules/model/prove-bounds.ts'
import type { Counts, Indicator, Population, Standing, Value } from '../api/types.ts'
import type { WholeModel } from './whole-model.ts'

/** What a person moved: bounds by requirement (`Q27`), values by `rowKey`, each as plain decimal text in percent, hours or pieces. */
export interface Trial {
  readonly bounds: ReadonlyMap<string, string>
  readonly values: ReadonlyMap<string, string>
}

export interface TrialOutcome {
  readonly standing: Standing
  /** False where bounds got easier upwards or out of reach: no model may say so, and nothing is judged by it. */
  readonly sound: boolean
}

/** `I13`, or `I15~excluding-complex` for another population than all. */
export function rowKey(indicator: string, population: Population): string {
  return population === 'all' ? indicator : `${indicator}~${population}`
}

const PART = /^([IQ]\d{2}(?:~[a-z-]+)?):(\d{1,12}(?:\.\d{1,6})?)$/

/** Reads `Q27:75,Q28:85`; what makes no sense is left out. */
export function readMoves(text: string | undefined): ReadonlyMap<string, string> {
  return new Map((text ?? '').split(',').flatMap((part) => {
    const [, key, amount] = PART.exec(part) ?? []
    return key === undefined || amount === undefined ? [] : [[key, amount] as const]
  }))
}

/** The moves as an address keeps them; undefined for none. */
export function writeMoves(moves: ReadonlyMap<string, string>): string | undefined {
  return moves.size === 0 ? undefined : [...moves].map(([key, amount]) => `${key}:${amount}`).join(',')
}

/** Whether a text is an amount that a bound or value of this indicator may take. */
export function isAmount(text: string, { unit }: Pick<Indicator, 'unit'>): boolean {
  const parsed = /^\d{1,12}(\.\d{1,6})?$/.test(text) ? parseDecimal(text) : undefined
  if (parsed === undefined) return false
  if (unit === 'count') return parseInteger(text) !== undefined
  return unit !== 'percent' || parsed.digits <= 100n * powerOfTen(parsed.scale)
}

/** The counts that a value has; undefined where it has none. */
export function quantityOf(counts: Counts, { quantity }: Pick<Indicator, 'quantity'>): Quantity | undefined {
  switch (quantity) {
    case 'share':
      return counts.numerator === undefined || counts.denominator === undefined ? undefined : { kind: 'share', numerator: BigInt(counts.numerator), denominator: BigInt(counts.denominator) }
    case 'mean':
      return counts.sumMs === undefined || counts.count === undefined ? undefined : { kind: 'mean', sumMs: BigInt(counts.sumMs), count: BigInt(counts.count) }
    case 'count':
      return counts.value === undefined ? undefined : { kind: 'count', value: BigInt(counts.value) }
  }
}

/** The quantity that an amount would be under the present denominator or cases; undefined where there is none to take it by. */
export function movedQuantity(amount: string, present: Quantity | undefined, indicator: Pick<Indicator, 'quantity'>): Quantity | undefined {
  const { digits, scale } = decimal(amount)
  if (indicator.quantity === 'count') return { kind: 'count', value: digits / powerOfTen(scale) }
  if (present?.kind === 'share' && present.denominator > 0n) return { kind: 'share', numerator: ceilDivide(digits * present.denominator, 100n * powerOfTen(scale)), denominator: present.denominator }
  if (present?.kind === 'mean' && present.count > 0n) return { kind: 'mean', sumMs: floorDivide(digits * MS_PER_HOUR * present.count, powerOfTen(scale)), count: present.count }
  return undefined
}

/** The text of a quantity as the server would print it, by the present bounds of the model. */
export function printedQuantity(model: WholeModel, indicator: string, population: Population, quantity: Quantity): string {
  return displayValue(model, getIndicator(model, indicator), population, quantity)?.text ?? '—'
}

export interface TrialInput {
  readonly model: WholeModel
  readonly item: string
  /** The judged values of the reading. */
  readonly values: readonly Value[]
  readonly trial: Trial
  /** What the city was last proven to be, with the local date. */
  readonly lastProven: { readonly level: number; readonly date: string } | null
}

/** Judges one item by the moved bounds and values; without moves the outcome is the present standing. */
export function tryOut({ model, item, values, trial, lastProven }: TrialInput): TrialOutcome {
  const moved: WholeModel = { ...model, requirements: model.requirements.map((one) => ({ ...one, bound: trial.bounds.get(one.id) ?? one.bound })) }
  const judged = judgedValues(model, values, trial)
  const found = judge(moved, judged).find((one) => one.item === item)
  if (found === undefined) throw new RangeError(`The model has no item ${item}.`)
  const standing: Standing = {
    ...found,
    lastProven: null,
    word: standingWord(moved, found, { lastProven }),
    sentence: explain(moved, found, judged, { lastProven }),
    requirements: found.requirements.map(({ gap, ...outcome }) => ({ ...outcome, gap: gap === null ? null : { zh: gap.zh, en: gap.en, amount: gap.own } })),
  }
  return { standing, sound: proveBounds(moved).length === 0 }
}

/** Every judged value, moved where the trial moves it. */
function judgedValues(model: WholeModel, values: readonly Value[], trial: Trial): readonly JudgedValue[] {
  const present = new Map(values.filter((one) => one.judged).map((one) => [`${one.indicator}/${one.population}`, one]))
  const rows = new Map(model.requirements.map((one) => [`${one.indicator}/${one.population}`, one]))
  return [...rows.values()].flatMap(({ indicator: id, population }): JudgedValue[] => {
    const indicator = getIndicator(model, id)
    const value = present.get(`${indicator.code}/${population}`)
    const quantity = value === undefined ? undefined : quantityOf(value, indicator)
    const amount = trial.values.get(rowKey(id, population))
    const moved = amount === undefined ? undefined : movedQuantity(amount, quantity, indicator)
    if (moved !== undefined) return [{ indicator: indicator.code, population, state: 'ok', quantity: moved }]
    return value === undefined ? [] : [{ indicator: indicator.code, population, state: value.state, quantity }]
  })
}
