// What differs between two readings of the city, in the words of the screens.
import { standingWord } from '../../rules/judge/word.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Value } from '../../rules/values/value.ts'
import type { CityContext } from '../readings/city-context.ts'
import { displayOf } from '../readings/present-value.ts'
import type { Reading } from '../readings/snapshot.ts'
import type { StandingChange, ValueChange } from '../schemas/undo.ts'

/** Items whose standing is another one. */
export function standingChanges({ model, city: { root } }: CityContext, before: Reading, after: Reading): StandingChange[] {
  const others = new Map(after.standings.map((standing) => [standing.item, standing]))
  return before.standings.flatMap((standing) => {
    const other = others.get(standing.item)
    if (other === undefined || (other.state === standing.state && other.proven === standing.proven && other.ceiling === standing.ceiling)) return []
    return [{ area: root, item: standing.item, before: presentStanding(model, standing), after: presentStanding(model, other) }]
  })
}

const presentStanding = (model: Model, standing: Standing): StandingChange['before'] =>
  ({ state: standing.state, proven: standing.proven, ceiling: standing.ceiling, word: { ...standingWord(model, standing, { lastProven: null }) } })

/** Judged values that print otherwise. */
export function valueChanges({ model, city: { root } }: CityContext, before: Reading, after: Reading): ValueChange[] {
  const nameOf = ({ indicator, population, calculation, window }: Value): string => `${indicator} ${population} ${calculation} ${window.id}`
  const others = new Map(after.values.map((value) => [nameOf(value), value]))
  return before.values.filter(({ judged }) => judged).flatMap((value) => {
    const other = others.get(nameOf(value))
    if (other === undefined) return []
    const [shown, then] = [value, other].map((one) => displayOf(model, one.indicator, one.population, one.quantity))
    if (shown === undefined || then === undefined || (shown.text === then.text && value.state === other.state)) return []
    return [{ area: root, indicator: value.indicator, population: value.population, before: { ...shown }, after: { ...then } }]
  })
}
