// At each day's close the standings of the city are written down, changed or not. A timer asks every minute, the ledger decides: closes that were missed are made up for.
import { sql } from 'kysely'
import cron from 'node-cron'
import { jobRuns } from '../../db/jobs/job-runs.ts'
import { LeaseLostError, type Lease } from '../../db/jobs/leases.ts'
import { soundSums } from '../../db/notices/sound-sums.ts'
import type { Db } from '../../db/open-store.ts'
import { ConfigurationChangedError } from '../../db/purpose.ts'
import { recordStandings, type StandingRecord } from '../../db/standings/standings.ts'
import { dayText, parseDay } from '../../rules/time/calendar.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { CityContext } from '../readings/city-context.ts'
import { groundsOf } from '../readings/grounds.ts'
import { readArea } from '../readings/snapshot.ts'
import { inputsAt } from '../readings/value-inputs.ts'
import type { Workbench } from '../workbench.ts'
import type { Leadership } from './leadership.ts'
import { catchUp, type Steps } from './ledger.ts'

export const DAY_CLOSE = 'day-close'
/** Days that were missed longer ago stay unclosed; their values can be asked at any time. */
const MOST_DAYS = 400
/** Five seconds after each full minute, so that what came due at midnight is in. */
const EVERY_MINUTE = '5 * * * * *'

export interface DayCloseOptions {
  readonly workbench: Workbench
  readonly leadership: Leadership
  readonly say: (text: string) => void
  readonly onError: (error: unknown) => void
  /** Closes wait for this: history that is still being loaded would be taken for what those days were. */
  readonly after?: Promise<void> | undefined
}

export interface DayClose {
  /** Ends after the day that is being closed. */
  stop(): Promise<void>
}

/** Closes days for as long as this process leads. */
export function startDayClose({ workbench, leadership, say, onError, after }: DayCloseOptions): DayClose {
  let ready = false
  let stopped = false
  let closing: Promise<void> | undefined
  /** Nothing is owed up to here, so the ledger need not be asked. */
  let closedThrough: LocalDay | undefined
  const close = async (): Promise<void> => {
    const lease = leadership.lease()
    if (!ready || lease === undefined || !workbench.hasCity) return
    const yesterday = workbench.context.city.zone.localDay(workbench.now()) - 1
    if (yesterday === closedThrough) return
    try {
      if (await closeDays({ workbench, lease, say, onError, stopped: () => stopped })) closedThrough = yesterday
    } catch (error) {
      if (error instanceof LeaseLostError) leadership.lost(lease)
      else onError(error)
    }
  }
  const tick = (): void => {
    if (!stopped) closing ??= close().finally(() => (closing = undefined))
  }
  const task = cron.schedule(EVERY_MINUTE, tick, { name: DAY_CLOSE, logger: { info: () => undefined, warn: () => undefined, debug: () => undefined, error: onError } })
  leadership.onChange((lease) => lease !== undefined && tick())
  const endOfConfiguration = workbench.bus.subscribe('configuration', () => {
    closedThrough = undefined
    tick()
  })
  void Promise.resolve(after).then(() => {
    ready = true
    tick()
  }, () => undefined)
  return {
    async stop() {
      stopped = true
      endOfConfiguration()
      await task.destroy()
      await closing
    },
  }
}

export interface ClosingDays {
  readonly workbench: Workbench
  readonly lease: Lease
  readonly say?: (text: string) => void
  readonly onError: (error: unknown) => void
  readonly stopped?: () => boolean
}

/**
 * Closes every day up to yesterday that is not closed, each as of its own last millisecond; whether all are closed now.
 * Throws LeaseLostError when another process leads.
 */
export async function closeDays({ workbench, lease, say = () => undefined, onError, stopped = () => false }: ClosingDays): Promise<boolean> {
  const { context, coordination: { db } } = workbench
  // While sums are made anew the days can wait.
  if ((await soundSums(db, context.rules.configuration)) === undefined) return false
  const { due, missedBefore } = await daysDue(db, context, workbench.now())
  const tell = (text: string): void => say(missedBefore === undefined ? text : `${text} Days before ${missedBefore} were missed too and stay unclosed; their values can be asked at any time.`)
  return catchUp({ db, lease, job: DAY_CLOSE, due: due.map(dayText), stepsOf: (period) => closeOf(workbench, context, period), say: tell, onError, stopped })
}

/** Standings to write, and what `soundSums` said before they were read. */
interface Close {
  readonly records: readonly StandingRecord[]
  readonly sound: string | undefined
}

/** One day's close: the reading is exact whenever it is made, so it is made before the transaction that writes it. */
function closeOf(workbench: Workbench, context: CityContext, period: string): Steps<Close> {
  const { city: { root, zone }, model, rules: { configuration } } = context
  return {
    async read() {
      const asOf = zone.startOfDay(dayOfPeriod(period) + 1) - 1
      const sound = await soundSums(workbench.store.db, configuration)
      const { standings, values } = readArea(await inputsAt(workbench.store.db, context, { asOf }, { areas: [root] }), root)
      const records = standings.filter(({ requirements }) => requirements.length > 0).map((standing): StandingRecord => ({
        area: root, item: standing.item, asOf, cause: 'day-close', modelVersion: model.version, derivation: configuration.derivation,
        state: standing.state, proven: standing.proven, ceiling: standing.ceiling, grounds: groundsOf(model, standing, values),
      }))
      return { records, sound }
    },
    async write(transaction, { records, sound }) {
      if (sound === undefined || (await soundSums(transaction, configuration)) !== sound) throw new ConfigurationChangedError()
      await recordStandings(transaction, records)
      return { standings: records.length }
    },
  }
}

/** The days that ought to be closed, oldest first; `missedBefore` where older ones were missed that are left. */
async function daysDue(db: Db, { city: { root, zone } }: CityContext, now: Instant): Promise<{ readonly due: readonly LocalDay[]; readonly missedBefore: string | undefined }> {
  const yesterday = zone.localDay(now) - 1
  const closed = await jobRuns(db, DAY_CLOSE)
  const begin = closed[0] === undefined ? await firstDayOwed(db, { root, yesterday, dayOf: (at) => zone.localDay(at) }) : dayOfPeriod(closed[0].period)
  const from = Math.max(begin, yesterday - MOST_DAYS + 1)
  const due = Array.from({ length: Math.max(0, yesterday - from + 1) }, (_, index) => from + index)
  const dayBefore = closed.find(({ period }) => period === dayText(from - 1))
  return { due, missedBefore: begin < from && dayBefore?.state !== 'done' ? dayText(from) : undefined }
}

/** Where the ledger is still empty: the day after the last close that was written without it, or the day of the first facts, at the latest yesterday. */
async function firstDayOwed(db: Db, { root, yesterday, dayOf }: { readonly root: string; readonly yesterday: LocalDay; readonly dayOf: (at: Instant) => LocalDay }): Promise<LocalDay> {
  const { rows } = await sql<{ closed: number | null; began: number | null }>`
    select (select max(as_of) from standing where area = ${root} and cause = 'day-close') as closed, (select min(recorded_at) from intake_batch) as began`.execute(db)
  const { closed, began } = rows[0] ?? { closed: null, began: null }
  if (closed !== null) return dayOf(closed) + 1
  return began === null ? yesterday : Math.min(yesterday, dayOf(began))
}

/** Throws RangeError for a period of the ledger that is no day. */
function dayOfPeriod(period: string): LocalDay {
  const day = parseDay(period)
  if (day === undefined) throw new RangeError(`${period} is no day: the table job_run was changed by something else.`)
  return day
}
