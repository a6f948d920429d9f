// Readings of the past: the same values and standings, made from the store alone, beside what was known of them at first.
import type { Db } from '../../db/open-store.ts'
import { valuesOfArea } from '../../rules/values/values-of-area.ts'
import type { Value } from '../../rules/values/value.ts'
import { firstKnownAt, type AskedClocks } from '../clocks.ts'
import type { Snapshot } from '../schemas/snapshot.ts'
import type { CityContext } from './city-context.ts'
import { displayOf, presentQuantity, type PresentedValue } from './present-value.ts'
import { ProvenBeforeReader } from './proven-before.ts'
import { presentReading, readArea } from './snapshot.ts'
import { inputsAt } from './value-inputs.ts'

/** The snapshot of an area as it was true at `asOf`, by what was known at `knownAt`; values that have been restated since their day was over say so. */
export async function readSnapshotAt(db: Db, context: CityContext, area: string, clocks: AskedClocks): Promise<Snapshot> {
  const { zone } = context.city
  const inputs = await inputsAt(db, context, clocks, { areas: [area] })
  const reading = readArea(inputs, area)
  const provenBefore = await new ProvenBeforeReader().read(db, context, area, reading, clocks.knownAt)
  const snapshot = presentReading(context, inputs, area, { reading, provenBefore, progress: null })
  const first = firstKnownAt(clocks.asOf, zone)
  const known = { at: zone.format(clocks.known.at), provisional: clocks.known.provisional }
  if (first >= clocks.known.at) return { ...snapshot, known }
  const before = valuesOfArea(await inputsAt(db, context, { asOf: clocks.asOf, knownAt: first }, { areas: [area] }), area)
  return { ...snapshot, known, values: snapshot.values.map((value, index) => ({ ...value, ...restatement(context, before[index], reading.values[index]) })) }
}

/** What a value was taken to be at first; nothing where it is still the same. */
export function restatement({ model }: CityContext, first: Value | undefined, now: Value | undefined): Pick<PresentedValue, 'restated'> {
  if (first === undefined || now === undefined) return {}
  const presented = { ...presentQuantity(first.quantity), state: first.state, display: displayOf(model, first.indicator, first.population, first.quantity) }
  return first.state === now.state && JSON.stringify(presentQuantity(first.quantity)) === JSON.stringify(presentQuantity(now.quantity)) ? {} : { restated: presented }
}
