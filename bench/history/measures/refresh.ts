// 1,000 new events: their edges derived, sums folded, live counts moved on, every area they touch read and judged, as the assess loop does.
import { foldAll } from '../../../db/rollups/fold.ts'
import { edgesOfIdentity } from '../../../ingest/intake/edges-of-identity.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { LiveCounts } from '../../../server/live/live-counts.ts'
import { readArea } from '../../../server/readings/snapshot.ts'
import { readCoverage, readMeasurements } from '../../../server/readings/value-inputs.ts'
import type { ValueInputs } from '../../../rules/values/values-of-area.ts'
import { median } from '../../measure/statistics.ts'
import { factAt, lifeOf, type Life } from '../cases.ts'
import { APPEALS, AREAS, EVENTS } from '../city.ts'
import { caseAnswer } from '../raw/answer.ts'
import { upsertRaw } from '../raw/tables.ts'
import type { World } from '../world.ts'
import { requireEqual } from './check.ts'

const EVENTS_A_ROUND = 1_000
/** Of them so many new cases; the others are cases of the round before that close. */
const NEW = 800
const MINUTE = 60_000

export interface Refresh {
  /** Milliseconds of each round, and of its parts. */
  readonly all: readonly number[]
  readonly derive: readonly number[]
  readonly fold: readonly number[]
  readonly look: readonly number[]
  readonly judge: readonly number[]
  /** The delivery before it, from facts to commit; not part of the refresh. */
  readonly intake: readonly number[]
  /** The same values by SQL over the raw cases; empty unless asked for. */
  readonly raw: readonly number[]
  /** Values that were compared, every one equal, in all rounds. */
  readonly compared: number
}

export interface RefreshOptions {
  readonly rounds: number
  /** Tells the cases of one call from those of another. */
  readonly pass: number
  /** Compare with the raw cases and take their time, too. */
  readonly raw: boolean
}

const WARM_UP = 2

export async function measureRefresh(world: World, { rounds, pass, raw }: RefreshOptions): Promise<Refresh> {
  const { workbench: { context, store: { db } }, present } = world
  await foldAll(db)
  const live = await LiveCounts.open(db, context, present)
  const times = { all: [] as number[], derive: [] as number[], fold: [] as number[], look: [] as number[], judge: [] as number[], intake: [] as number[], raw: [] as number[] }
  let compared = 0
  let before: readonly Life[] = []
  for (let round = -WARM_UP; round < rounds; round++) {
    // Calls come one after another, so each goes on from where time stood.
    const asOf = present + (pass * 60 + round + WARM_UP + 1) * MINUTE
    const begun = newLives(pass, round + WARM_UP, asOf)
    const ended = before.filter(({ dispatchedAt }) => dispatchedAt === undefined || dispatchedAt < asOf - MINUTE).slice(0, EVENTS_A_ROUND - begun.length)
    const lives = [...begun, ...ended.map((life) => closing(life, asOf))]
    before = begun
    const facts = lives.map((life) => factAt(life, asOf))
    const took = { intake: 0, derive: 0, fold: 0, look: 0, judge: 0 }
    const time = async <T>(part: keyof typeof took, work: () => Promise<T> | T): Promise<T> => {
      const started = performance.now()
      const result = await work()
      took[part] += performance.now() - started
      return result
    }
    await time('intake', async () => {
      for (const feed of [APPEALS, EVENTS]) await world.take(feed, { facts: facts.filter(({ caseType }) => (caseType === 'appeal') === (feed === APPEALS)), rejected: [], coveredUntil: asOf })
    })
    await time('derive', () => facts.map((fact, index) => edgesOfIdentity([{ digest: String(index), fact }], context.rules)))
    await time('fold', () => foldAll(db))
    const inputs = await time('look', () => db.connection().execute(async (held): Promise<ValueInputs> => {
      const measurements = await readMeasurements(held, context)
      const feeds = await readCoverage(held, context)
      await live.advance(held, asOf)
      return { model: context.model, city: context.city, counts: live.counts, measurements, feeds, asOf }
    }))
    const readings = await time('judge', () => AREAS.map((area) => readArea(inputs, area)))
    await upsertRaw(db, lives, asOf)
    if (raw) {
      const started = performance.now()
      const answer = await caseAnswer(db, { model: context.model, city: context.city, asOf, areas: AREAS })
      if (round >= 0) times.raw.push(performance.now() - started)
      compared += requireEqual(readings.flatMap(({ values }) => values.filter(({ window }) => window.id !== 'snapshot')), answer, 'The refreshed reading')
    }
    if (round < 0) continue
    for (const part of ['intake', 'derive', 'fold', 'look', 'judge'] as const) times[part].push(took[part])
    times.all.push(took.derive + took.fold + took.look + took.judge)
  }
  return { ...times, compared }
}

/** Cases that began in the last half hour, as they stand at `asOf`. */
function newLives(pass: number, round: number, asOf: Instant): readonly Life[] {
  return Array.from({ length: NEW }, (_, index) => {
    const startedAt = asOf - 30 * MINUTE + index * 1000
    return { ...lifeOf({ seed: 'refresh', number: 1000 + pass, present: asOf }, round * NEW + index, startedAt), versions: [asOf] }
  })
}

/** A case that has just been closed, and contacted if it had not been. */
function closing(life: Life, asOf: Instant): Life {
  const { contactAt, ...head } = life
  const { cancelledAt: _cancelledAt, reopenedAt: _reopenedAt, reclosedAt: _reclosedAt, ...open } = head
  const at = Math.floor(asOf / 1000) * 1000 - 5_000
  return { ...open, ...(contactAt === undefined ? {} : { contactAt: Math.min(contactAt, at) }), closedAt: Math.min(life.closedAt ?? at, at), versions: [asOf] }
}

/** `fold 12 ms + look 3 ms ...`, medians. */
export const partsOf = (refresh: Refresh): string =>
  (['derive', 'fold', 'look', 'judge'] as const).map((part) => `${part} ${median(refresh[part]).toFixed(1)}`).join(' + ')
