// Readings of the past: the same values and standings, made from the store alone.
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Snapshot } from '../schemas/snapshot.ts'
import type { CityContext } from './city-context.ts'
import { ProvenBeforeReader } from './proven-before.ts'
import { presentReading, readArea } from './snapshot.ts'
import { inputsAt } from './value-inputs.ts'

/** The snapshot of an area as it was true at `asOf`, by everything that is known now. */
export async function readSnapshotAt(db: Db, context: CityContext, area: string, asOf: Instant): Promise<Snapshot> {
  const inputs = await inputsAt(db, context, asOf)
  const reading = readArea(inputs, area)
  const provenBefore = await new ProvenBeforeReader().read(db, context, area, reading)
  return presentReading(context, inputs, area, { reading, provenBefore, progress: null })
}
