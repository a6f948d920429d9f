// One item at an instant, apart from the rest of its snapshot.
import Type from 'typebox'
import { InstantText, Nullable } from './common.ts'
import { Known, Standing, Value } from './snapshot.ts'

export const ItemReading = Type.Object({
  item: Type.String(),
  area: Type.String(),
  asOf: InstantText,
  model: Type.String(),
  known: Known,
  values: Type.Array(Value, { description: 'Every declared window of its indicators' }),
  standing: Nullable(Standing),
}, { $id: 'ItemReading' })
