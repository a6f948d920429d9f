// How long the cases behind a mean took, one by one.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Display, Known, Population, Value } from './snapshot.ts'

const Mark = Nullable(Type.Object({ ms: Type.Number({ description: 'Milliseconds of the calculation\'s clock; for drawing only' }), display: Display }))

export const Distribution = Type.Object({
  indicator: Type.String(),
  area: Type.String(),
  population: Population,
  known: Known,
  value: Type.Object({ ...Value.properties, asOf: InstantText }, { description: 'The value that the cases make up: its count is the total, its sumMs their sum' }),
  total: Type.Integer(),
  waiting: Type.Integer({ description: 'Not yet answered: they count with the time elapsed up to asOf' }),
  clock: Type.Enum(['natural', 'working'], { description: 'Natural or working hours' }),
  binHours: Type.Number({ description: 'Width of a bin. A bin holds what took longer than its beginning, up to and with its end' }),
  bins: Type.Array(Type.Object({ count: Type.Integer(), waiting: Type.Integer() }), { description: 'From zero on, each as wide' }),
  beyond: Type.Object({ hours: Type.Integer(), count: Type.Integer(), waiting: Type.Integer(), longest: Mark }, { description: 'Everything longer than the last bin' }),
  mean: Mark, median: Mark, p90: Mark,
  within: Type.Array(Type.Object({ level: Type.Integer(), bound: Type.String(), count: Type.Integer(), share: Type.String({ description: 'Percent of all cases, as it is printed' }) }), { description: 'Cases that took no longer than a bound. The bound itself judges the mean, not the single case' }),
  note: Bilingual,
}, { $id: 'Distribution' })

export type Distribution = Static<typeof Distribution>
