// A value set against earlier ones: what it was, how far apart, whether that is better, or why the two may not be compared.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Known, Population, Value } from './snapshot.ts'

export const ComparedSide = Type.Object({ ...Value.properties, asOf: InstantText }, { description: 'The value with the instant it was read at; its `window` is the period' })

export const Comparison = Type.Object({
  basis: Type.Enum(['yesterday-same-time', 'previous-period', 'year-before', 'year-start', 'month-before'], { description: '较昨日同时, 环比, 同比, 较年初; 较上月同日 where a change is explained' }),
  name: Bilingual,
  base: Nullable(ComparedSide),
  comparable: Type.Boolean(),
  difference: Nullable(Type.Object({
    text: Type.String({ description: 'Signed; show it as it is' }),
    unit: Bilingual,
    direction: Type.Enum(['up', 'down', 'equal'], { description: 'Where the number went, not whether that is good' }),
  })),
  meaning: Nullable(Type.Enum(['improved', 'worse', 'unchanged'])),
  reason: Nullable(Type.Object({ code: Type.String(), ...Bilingual.properties }, { description: 'Why the two may not be compared; null where they may' })),
})

export const Comparisons = Type.Object({
  indicator: Type.String(),
  area: Type.String(),
  population: Population,
  known: Known,
  now: ComparedSide,
  comparisons: Type.Array(Comparison, { description: 'Those that the window has: a state at a moment has no period before it, a year no other one than the year before' }),
}, { $id: 'Comparisons' })

export type Comparison = Static<typeof Comparison>
export type Comparisons = Static<typeof Comparisons>
