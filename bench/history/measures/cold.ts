// All indicators of the standard for twenty areas, from the store alone, against plain SQL over the raw cases.
import { inputsAt } from '../../../server/readings/value-inputs.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { READ_AREAS } from '../city.ts'
import { wholeAnswer } from '../raw/answer.ts'
import type { World } from '../world.ts'
import { requireEqual, valuesOf } from './check.ts'

export interface Cold {
  readonly ours: readonly number[]
  readonly raw: readonly number[]
  readonly compared: number
}

/** By turns; after one turn of each that is not counted, so that both find the server's memory warm. */
export async function measureCold(world: World, asOf: Instant, rounds: number): Promise<Cold> {
  const { workbench: { context, store: { db } } } = world
  const times = { ours: [] as number[], raw: [] as number[] }
  let compared = 0
  for (let round = -1; round < rounds; round++) {
    let started = performance.now()
    const values = valuesOf(await inputsAt(db, context, { asOf }, { areas: READ_AREAS }), READ_AREAS)
    const ours = performance.now() - started
    started = performance.now()
    const answer = await wholeAnswer(db, { model: context.model, city: context.city, asOf, areas: READ_AREAS })
    const raw = performance.now() - started
    compared = requireEqual(values, answer, 'The cold reading')
    if (round < 0) continue
    times.ours.push(ours)
    times.raw.push(raw)
  }
  return { ...times, compared }
}
