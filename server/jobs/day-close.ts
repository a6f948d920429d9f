// At each day's close the standings of the city are written down, changed or not; a close that was slept through is made up for at start.
import cron, { type ScheduledTask } from 'node-cron'
import { recordStandings, standingHistory } from '../../db/standings/standings.ts'
import { groundsOf } from '../readings/grounds.ts'
import { readArea } from '../readings/snapshot.ts'
import { inputsAt } from '../readings/value-inputs.ts'
import { CityMissingError } from '../readings/city-context.ts'
import type { Workbench } from '../workbench.ts'

export interface DayCloseOptions {
  readonly workbench: Workbench
  readonly onError: (error: unknown) => void
  /** The close of yesterday waits for this: history that is still being loaded would be taken for what yesterday was. */
  readonly after?: Promise<void> | undefined
}

export interface DayClose {
  stop(): void
}

/** Five seconds after local midnight, so that what came due at midnight is in. */
export function startDayClose({ workbench, onError, after }: DayCloseOptions): DayClose {
  const close = (): Promise<void> => closeYesterday(workbench).catch((error: unknown) => (error instanceof CityMissingError ? undefined : onError(error)))
  let task: ScheduledTask | undefined
  const schedule = (): void => {
    void task?.destroy()
    task = undefined
    try {
      task = cron.schedule('5 0 0 * * *', close, { timezone: workbench.context.city.zone.name, noOverlap: true, name: 'day-close' })
    } catch (error) {
      if (!(error instanceof CityMissingError)) onError(error)
    }
  }
  const end = workbench.bus.subscribe('configuration', schedule)
  schedule()
  let stopped = false
  void Promise.resolve(after).then(() => (stopped ? undefined : close()), () => undefined)
  return {
    stop() {
      stopped = true
      end()
      void task?.destroy()
    },
  }
}

/** Writes the standings at the end of yesterday, once. */
export async function closeYesterday(workbench: Workbench): Promise<void> {
  const { city, model } = workbench.context
  const { db } = workbench.store
  const today = city.zone.startOfDay(city.zone.localDay(workbench.now()))
  const asOf = today - 1
  const already = await standingHistory(db, { area: city.root, from: asOf, to: asOf, limit: 100 })
  if (already.some(({ cause }) => cause === 'day-close')) return
  const { standings, values } = readArea(await inputsAt(db, workbench.context, asOf), city.root)
  await recordStandings(db, standings.filter(({ requirements }) => requirements.length > 0).map((standing) => ({
    area: city.root, item: standing.item, asOf, cause: 'day-close', modelVersion: model.version,
    state: standing.state, proven: standing.proven, ceiling: standing.ceiling, grounds: groundsOf(model, standing, values),
  })))
}
