// The course of everything over months and years at once: what moved since the beginning of a span, where every item stood, and who answers for the figures.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { ComparedSide, Comparison } from './comparisons.ts'
import { Known, Population, Standing } from './snapshot.ts'
import { SeriesBreak, SeriesPoint } from './trends.ts'

/** Most months that one question spans: ten years. */
export const MOST_MONTHS = 120

const ToldStanding = Type.Object({
  proven: Nullable(Type.Integer()), ceiling: Type.Integer(), state: Standing.properties.state,
  word: Type.Object(Bilingual.properties, { description: 'In the closed vocabulary, with the numeral of its level alone' }),
})

const SpanIndicator = Type.Object({
  indicator: Type.String(),
  population: Population,
  window: Type.String({ description: 'The judged one' }),
  calculation: Type.String(),
  now: ComparedSide,
  base: Nullable(ComparedSide),
  comparable: Type.Boolean(),
  difference: Comparison.properties.difference,
  meaning: Comparison.properties.meaning,
  reason: Comparison.properties.reason,
  breaks: Type.Array(SeriesBreak),
  points: Type.Array(SeriesPoint, { description: 'One a period, with the least and the greatest value of a day in it' }),
  responsible: Type.Array(Type.Object({
    feed: Type.String(), ...Bilingual.properties,
    bureau: Nullable(Bilingual),
    contact: Nullable(Type.String()),
    phone: Nullable(Type.String()),
  }), { description: 'The feeds that it is judged by, with the bureau that answers for each' }),
})

const SpanItem = Type.Object({
  item: Type.String(),
  was: ToldStanding,
  is: ToldStanding,
  moved: Type.Enum(['rose', 'fell', 'same', 'open'], { description: 'rose, fell: for certain, by what is proven and what is ruled out at both ends. open: one end leaves it open, because something is unknown there' }),
  since: Nullable(Type.String({ format: 'date', description: 'The local day at whose close the present standing was first told; null where it already was at the beginning' })),
  turned: Type.Array(Type.Object({ requirement: Type.String(), was: Type.Enum(['met', 'not-met', 'unknown']), is: Type.Enum(['met', 'not-met', 'unknown']) }), { description: 'Requirements that are otherwise than at the beginning' }),
  moments: Type.Array(Type.Object({ proven: Nullable(Type.Integer()), ceiling: Type.Integer(), state: Standing.properties.state }), { description: 'At each of `moments`' }),
})

export const SpanTrends = Type.Object({
  area: Type.String(),
  asOf: InstantText,
  from: Type.String({ format: 'date-time', description: 'The close of the local day that everything is set against' }),
  months: Type.Integer({ minimum: 1, maximum: MOST_MONTHS }),
  resolution: Type.Enum(['week', 'month']),
  model: Type.String(),
  known: Known,
  moments: Type.Array(Type.Object({ at: InstantText }), { description: 'The close of each period, and the present in the running one' }),
  indicators: Type.Array(SpanIndicator, { description: 'The judged value of every indicator and population, in the order of the model' }),
  items: Type.Array(SpanItem, { description: 'Items with numbers, in the order of the standard; none for an area, which has values and bounds but no level' }),
}, { $id: 'SpanTrends' })

export type SpanTrends = Static<typeof SpanTrends>
export type SpanIndicator = Static<typeof SpanIndicator>
export type SpanItem = Static<typeof SpanItem>
export type ToldStanding = Static<typeof ToldStanding>
