// Answers about the course of things: series, values by area, standing intervals, changes.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Display, Population, Standing, Value } from './snapshot.ts'

const counts = {
  numerator: Type.Optional(Type.Integer()),
  denominator: Type.Optional(Type.Integer()),
  sumMs: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Integer()),
  value: Type.Optional(Type.Integer()),
}

export const SeriesPoint = Type.Object({ at: InstantText, ...counts, state: Value.properties.state, display: Nullable(Display) })

export const Series = Type.Object({
  indicator: Type.String(),
  area: Type.String(),
  population: Population,
  window: Type.String(),
  calculation: Type.String(),
  resolution: Type.Enum(['day', 'hour']),
  points: Type.Array(SeriesPoint, { description: 'The value at the close of each local day; a day without a value has no counts and a null display' }),
}, { $id: 'Series' })

export const AreaValues = Type.Object({
  values: Type.Array(Type.Object({ area: Type.String(), ...Value.properties })),
}, { $id: 'AreaValues' })

export const StandingInterval = Type.Object({
  from: InstantText, to: InstantText,
  proven: Nullable(Type.Integer()), ceiling: Type.Integer(), state: Standing.properties.state,
})
export const StandingIntervals = Type.Object({ intervals: Type.Array(StandingInterval) }, { $id: 'StandingIntervals' })

export const Change = Type.Object({
  at: InstantText,
  kind: Type.Enum(['standing', 'feed', 'register']),
  item: Type.Optional(Type.String()),
  indicator: Type.Optional(Type.String()),
  feed: Type.Optional(Type.String()),
  title: Bilingual,
  detail: Bilingual,
  severity: Type.Enum(['info', 'warn', 'bad']),
})
export const Changes = Type.Object({ changes: Type.Array(Change) }, { $id: 'Changes' })

export type Series = Static<typeof Series>
export type SeriesPoint = Static<typeof SeriesPoint>
export type StandingInterval = Static<typeof StandingInterval>
export type Change = Static<typeof Change>
