// The past: three-year daily trends of many indicators and areas, and all standings of the city at any instant, also as they were known at another.
import { hashOf, randomOf } from '../../../ingest/simulator/random.ts'
import { getCalculation } from '../../../rules/model/lookup.ts'
import { readSeries } from '../../../server/readings/series.ts'
import { readArea } from '../../../server/readings/snapshot.ts'
import { inputsAt } from '../../../server/readings/value-inputs.ts'
import { DAYS } from '../cases.ts'
import { AREAS, ROOT } from '../city.ts'
import type { World } from '../world.ts'

const DAY = 86_400_000
const WARM_UP = 10

/** Milliseconds of each question. Half of them ask for case indicators, in any window and population. */
export async function measureTrends(world: World, questions: number): Promise<readonly number[]> {
  const { workbench: { context, store: { db } }, present } = world
  const { model } = context
  const random = randomOf(hashOf('trends'), 1, 1)
  const one = <T>(of: readonly T[]): T => {
    const chosen = of[Math.floor(random() * of.length)]
    if (chosen === undefined) throw new Error('There is nothing to choose from.')
    return chosen
  }
  const counted = model.indicators.filter(({ calculation }) => getCalculation(model, calculation).windows.length > 1)
  const times: number[] = []
  for (let question = -WARM_UP; question < questions; question++) {
    const indicator = one(random() < 0.5 ? counted : model.indicators)
    const { windows, populations } = getCalculation(model, indicator.calculation)
    const range = { from: present - DAYS * DAY, to: present, resolution: 'day' } as const
    const asked = { indicator, area: one(AREAS), range, clocks: { asOf: present, known: { at: present, provisional: false } }, window: one(windows).id, population: one(populations).id }
    const started = performance.now()
    const { points } = await readSeries(db, context, asked)
    if (points.length < DAYS - 1) throw new Error(`The trend of ${indicator.code} in ${asked.area} has ${points.length} days.`)
    if (question >= 0) times.push(performance.now() - started)
  }
  return times
}

/** Milliseconds of each reading of the city, at random instants of the three years; `known`: also as known at a random instant since. */
export async function measureStandings(world: World, questions: number, known: boolean): Promise<readonly number[]> {
  const { workbench: { context, store: { db } }, present } = world
  const random = randomOf(hashOf('standings'), known ? 1 : 0, 1)
  const times: number[] = []
  for (let question = -WARM_UP; question < questions; question++) {
    const asOf = present - Math.floor(random() * DAYS * DAY)
    const knownAt = known ? asOf + Math.floor(random() * (present - asOf)) : undefined
    const started = performance.now()
    const { standings } = readArea(await inputsAt(db, context, { asOf, knownAt }, { areas: [ROOT] }), ROOT)
    if (standings.length !== 38) throw new Error(`There are ${standings.length} standings.`)
    if (question >= 0) times.push(performance.now() - started)
  }
  return times
}
