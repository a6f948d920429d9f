// Proof: every clause of the standard is described once, and every number stands in a clause that is described.
import type { Flaw } from './flaw.ts'
import { allItems, characteristicsOf, findItem } from './lookup.ts'
import type { Model } from './model-schema.ts'

const LETTERS = 'abcdefgh'

/** Flaws of characteristics, and of requirements and phrases that stand in no characteristic. */
export function proveClauses(model: Model): readonly Flaw[] {
  return [...characteristicFlaws(model), ...countFlaws(model), ...requirementFlaws(model), ...phraseFlaws(model)]
}

function characteristicFlaws(model: Model): readonly Flaw[] {
  return model.characteristics.flatMap(({ id, item, level, clause, table }, index) => {
    const at = `/characteristics/${index}`
    const expected = `${item}.${level}${clause}`
    const placed = findItem(model, item)
    return [
      ...(id === expected ? [] : [{ at: `${at}/id`, message: `${id} is item ${item}, level ${level}, clause ${clause}: call it ${expected}.` }]),
      ...(placed === undefined || placed.subdomain.table === table ? [] : [{ at: `${at}/table`, message: `${id}: ${item} stands in table ${placed.subdomain.table}, not ${table}.` }]),
    ]
  })
}

/** The clauses of an item are lettered from a without a gap, as many as the item says. */
function countFlaws(model: Model): readonly Flaw[] {
  const places = new Map(model.domains.flatMap((domain, d) => domain.subdomains.flatMap((subdomain, s) =>
    subdomain.items.map((item, i) => [item.id, `/domains/${d}/subdomains/${s}/items/${i}`]))))
  return allItems(model).flatMap((item) => item.clauses.flatMap((count, index) => {
    const level = index + 1
    const found = characteristicsOf(model, item.id).filter((characteristic) => characteristic.level === level).map(({ clause }) => clause).join('')
    const expected = LETTERS.slice(0, count)
    if (found === expected) return []
    const message = `${item.id} has clauses ${[...expected].join(' ')} at level ${level}, but the characteristics describe ${[...found].join(' ') || 'none'}: describe each clause once, in order.`
    return [{ at: places.get(item.id) ?? '/characteristics', message }]
  }))
}

function requirementFlaws(model: Model): readonly Flaw[] {
  return model.requirements.flatMap(({ id, item, level, clause, printed, table }, index) => {
    const found = characteristicsOf(model, item).find((characteristic) => characteristic.level === level && characteristic.clause === clause)
    if (found === undefined) {
      return [{ at: `/requirements/${index}/clause`, message: `${id}: ${item} has no clause ${clause} at level ${level}: correct the clause or describe it under characteristics.` }]
    }
    return found.table === table && found.printed === printed
      ? []
      : [{ at: `/requirements/${index}`, message: `${id}: ${found.id} stands in table ${found.table} and is printed ${found.printed ?? 'without a letter'}: say the same here.` }]
  })
}

function phraseFlaws(model: Model): readonly Flaw[] {
  return model.semiQuantitative.flatMap(({ id, item, level, clauses, table }, index) => {
    const at = `/semiQuantitative/${index}`
    const described = characteristicsOf(model, item).filter((characteristic) => characteristic.level === level)
    return [
      ...clauses
        .filter((clause) => !described.some((characteristic) => characteristic.clause === clause))
        .map((clause) => ({ at: `${at}/clauses`, message: `${id}: ${item} has no clause ${clause} at level ${level}: correct the clause.` })),
      ...(findItem(model, item)?.subdomain.table === table ? [] : [{ at: `${at}/table`, message: `${id}: ${item} does not stand in table ${table}: correct the table.` }]),
    ]
  })
}
