// Why a value is another one than before: its counts, its list, its revisions, and what each area contributed.
import Type, { type Static } from 'typebox'
import { Bilingual, Nullable } from './common.ts'
import { ComparedSide, Comparison } from './comparisons.ts'
import { Display, Known, Population, Value } from './snapshot.ts'

const { numerator, denominator, sumMs, count, value } = Value.properties
const Counts = Type.Object({ numerator, denominator, sumMs, count, value, display: Display })

const SIGNED = 'Signed; show it as it is'

export const AreaContribution = Type.Object({
  area: Nullable(Type.String({ description: 'Null: what lies in the area but in none of the parts named' })),
  base: Counts,
  now: Counts,
  total: Type.String({ description: `${SIGNED}. Rounded so that the parts add up to the difference` }),
  own: Type.String({ description: `${SIGNED}. By the area's own figure, at its average weight` }),
  weight: Type.String({ description: `${SIGNED}. By how much of the whole the area makes up` }),
})

export const Why = Type.Object({
  indicator: Type.String(),
  area: Type.String(),
  population: Population,
  known: Known,
  now: ComparedSide,
  comparison: Comparison,
  sentence: Bilingual,
  counts: Type.Array(Type.Object({
    name: Bilingual, unit: Bilingual, base: Type.String(), now: Type.String(), change: Type.String({ description: SIGNED }),
    effect: Nullable(Type.String({ description: 'What this change did to a share, in percentage points; the effects add up to the difference' })),
  })),
  list: Nullable(Type.Enum(['grew', 'shrank', 'same'], { description: '清单扩容, 清单缩减: of values whose denominator is a list' })),
  restated: Nullable(Type.Object({ was: Display, now: Display }, { description: 'The base as it was printed when its day was over, where that was another figure (追溯修订)' })),
  unit: Bilingual,
  areas: Type.Array(AreaContribution, { description: 'In administrative order; zones overlap districts and are no parts. They add up to the difference exactly' }),
  areasReason: Nullable(Type.Object(Bilingual.properties, { description: 'Why there are no parts, where there are none' })),
}, { $id: 'Why' })

export type Why = Static<typeof Why>
export type AreaContribution = Static<typeof AreaContribution>
