// Answers about the course of things: series, values by area, standing intervals, changes.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Display, Known, Population, Standing, Value } from './snapshot.ts'

const counts = {
  numerator: Type.Optional(Type.Integer()),
  denominator: Type.Optional(Type.Integer()),
  sumMs: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Integer()),
  value: Type.Optional(Type.Integer()),
}

/** Shortest first. */
export const RESOLUTIONS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const

const DayText = Type.String({ format: 'date', description: 'Local day of the city' })

const Extreme = Type.Object({ at: InstantText, ...counts, display: Display })

export const SeriesPoint = Type.Object({
  at: Type.String({ format: 'date-time', description: 'The close of the hour, the day or the period, or the present in the running one; of a period whose last days are not known the close of its last known day' }),
  ...counts,
  state: Value.properties.state,
  display: Nullable(Display),
  restated: Type.Optional(Type.Literal(true, { description: 'When its local day was over another figure was printed for it (追溯修订): `was`. Left out where nothing at all was known by then, and for hours' })),
  was: Type.Optional(Display),
  period: Type.Optional(Type.Object({ from: DayText, to: DayText }, { description: 'Of weeks and longer: the days it speaks of, both inclusive' })),
  days: Type.Optional(Type.Object({ known: Type.Integer(), all: Type.Integer() }, { description: 'Of weeks and longer: on how many of its days the value was known' })),
  min: Type.Optional(Extreme),
  max: Type.Optional(Extreme),
})

export const SeriesBreak = Type.Object({
  at: InstantText,
  code: Type.Enum(['scope-changed']),
  zh: Type.String(),
  en: Type.String(),
})

export const Series = Type.Object({
  indicator: Type.String(),
  area: Type.String(),
  population: Population,
  window: Type.String(),
  judged: Type.Boolean({ description: 'Whether this window is the judged one; others stand beside (监测值，不判级)' }),
  calculation: Type.String(),
  resolution: Type.Enum([...RESOLUTIONS]),
  known: Known,
  breaks: Type.Array(SeriesBreak, { description: 'Where figures before and after are not of one population (统计范围调整)' }),
  points: Type.Array(SeriesPoint, { description: 'In order of time. A gap is a point without counts and with a null display; weeks and longer carry the least and the greatest value of a day in them, on the first such day' }),
}, { $id: 'Series' })

const NextBound = Type.Object({
  bound: Type.String(),
  gap: Type.Object({ ...Bilingual.properties, own: Type.String({ description: "In the indicator's unit, rounded up" }) }),
}, { description: 'The lowest bound that the value misses and what is missing; an area has bounds, no level' })

export const AreaValue = Type.Object({ area: Type.String(), ...Value.properties, next: Nullable(NextBound) })

export const AreaValues = Type.Object({ values: Type.Array(AreaValue) }, { $id: 'AreaValues' })

const standing = { proven: Nullable(Type.Integer()), ceiling: Type.Integer(), state: Standing.properties.state }

export const StandingInterval = Type.Object({
  from: InstantText, to: InstantText,
  ...standing,
  decided: Type.Enum(['live', 'restated', 'backfilled'], {
    description: 'live: decided at the time, by the event (实时判定). restated: known otherwise now than it was decided, by the day (追溯修订). backfilled: nothing was decided at the time, by the day (补算)',
  }),
  was: Type.Optional(Type.Object({ ...standing, model: Type.String() }, { description: 'What was in force by the decision of the time, where it has been restated; `model` is the version it was decided by' })),
})
export const StandingIntervals = Type.Object({ intervals: Type.Array(StandingInterval), known: Known }, { $id: 'StandingIntervals' })

/** Who has taken note of a change, and when. */
export const Noted = Type.Object({ by: Type.String({ description: 'A name as it was typed; nobody vouches for it' }), at: InstantText }, { description: 'Left out of readings of the past, null while nobody has' })

export const Change = Type.Object({
  id: Type.String({ description: 'What the change is known by, whoever asks and whenever: what it is taken note of under' }),
  at: InstantText,
  kind: Type.Enum(['standing', 'feed', 'register']),
  item: Type.Optional(Type.String()),
  indicator: Type.Optional(Type.String()),
  feed: Type.Optional(Type.String()),
  title: Bilingual,
  detail: Bilingual,
  severity: Type.Enum(['info', 'warn', 'bad']),
  acknowledged: Type.Optional(Nullable(Noted)),
})
export const Changes = Type.Object({ changes: Type.Array(Change) }, { $id: 'Changes' })

export const ChangeDay = Type.Object({
  day: DayText,
  fell: Type.Integer({ description: 'Standings that fell or are awaiting data' }),
  rose: Type.Integer({ description: 'Standings that changed otherwise' }),
  scope: Type.Integer({ description: 'Lists that grew or shrank (统计范围调整)' }),
  titles: Type.Array(Bilingual),
})
export const ChangeDays = Type.Object({ days: Type.Array(ChangeDay) }, { $id: 'ChangeDays' })

export type Resolution = (typeof RESOLUTIONS)[number]
export type Series = Static<typeof Series>
export type SeriesPoint = Static<typeof SeriesPoint>
export type SeriesBreak = Static<typeof SeriesBreak>
export type AreaValue = Static<typeof AreaValue>
export type StandingInterval = Static<typeof StandingInterval>
export type Change = Static<typeof Change>
export type ChangeDay = Static<typeof ChangeDay>
export type Noted = Static<typeof Noted>
