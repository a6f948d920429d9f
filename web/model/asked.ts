// What each level asks of an item: its characteristics, the bounds inside them, and phrases that mean a quantity without printing one.
import type { Characteristic, Requirement, SemiQuantitative, WholeModel } from './whole-model.ts'

export interface AskedClause {
  readonly characteristic: Characteristic
  /** Bounds of this clause; empty where it is judged by evidence alone. */
  readonly requirements: readonly Requirement[]
  readonly phrases: readonly SemiQuantitative[]
}

export interface AskedLevel {
  /** 1-5 */
  readonly level: number
  readonly clauses: readonly AskedClause[]
  /** How many bounds the level has. */
  readonly bounds: number
}

/** Levels 1 to 5 of an item in the order of the standard. */
export function askedOf(model: WholeModel, item: string): readonly AskedLevel[] {
  return [1, 2, 3, 4, 5].map((level) => {
    const own = <T extends { readonly item: string; readonly level: number }>(list: readonly T[]): readonly T[] => list.filter((one) => one.item === item && one.level === level)
    const requirements = own(model.requirements)
    const phrases = own(model.semiQuantitative)
    const clauses = own(model.characteristics).map((characteristic): AskedClause => ({
      characteristic,
      requirements: requirements.filter((one) => one.clause === characteristic.clause),
      phrases: phrases.filter((one) => one.clauses.includes(characteristic.clause)),
    }))
    return { level, clauses, bounds: requirements.length }
  })
}

/** How much each level asks over all items: bounds with a number, and clauses. */
export function levelTotals(model: WholeModel): readonly { readonly level: number; readonly bounds: number; readonly clauses: number; readonly items: number }[] {
  return [1, 2, 3, 4, 5].map((level) => {
    const requirements = model.requirements.filter((one) => one.level === level)
    return { level, bounds: requirements.length, clauses: model.characteristics.filter((one) => one.level === level).length, items: new Set(requirements.map((one) => one.item)).size }
  })
}

/** A text cut at the errata that it names (X05), so that each can be a link. */
export function withErrata(text: string): readonly { readonly text: string; readonly erratum: boolean }[] {
  return text.split(/(X\d{2})/).filter((part) => part !== '').map((part) => ({ text: part, erratum: /^X\d{2}$/.test(part) }))
}
