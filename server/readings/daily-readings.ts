// A few values at the close of every day of a range, from one total and the days that follow it: trends, standing timelines, changes.
import { courseOf, partOfDay, type Course } from '../../db/rollups/courses.ts'
import type { Db } from '../../db/open-store.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { addCounts, isZero, negate, NO_COUNTS, type Counts } from '../../rules/edges/edge.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { Value } from '../../rules/values/value.ts'
import { valueOf, type ValueInputs, type ValueQuestion } from '../../rules/values/values-of-area.ts'
import { addToCell, countsAt, findCells, type Cells } from './cells.ts'
import type { CityContext } from './city-context.ts'
import { MeasuredHistory } from './measured-history.ts'
import { readCoverage } from './value-inputs.ts'

export interface DailyQuestion {
  readonly area: string
  readonly wanted: readonly ValueQuestion[]
  readonly from: LocalDay
  readonly to: LocalDay
  /** The last instant to speak of; the last day is cut off there. */
  readonly now: Instant
  /** Everything known by now when left out. */
  readonly knownAt?: Instant | undefined
  /** Whether to tell also what each value was taken to be when its day was over. */
  readonly first?: boolean
}

/** Values in the order of the question; undefined where the city has no such periods or no such clock. */
export type Values = readonly (Value | undefined)[]

export interface DailyReading {
  readonly day: LocalDay
  readonly at: Instant
  readonly values: Values
  /**
   * By what was known when the day was over; left out where nothing of it has become known later, and for the day that is not over. A value
   * of which nothing at all was known by then is undefined: its history was told afterwards, and nothing was said of that day before.
   */
  readonly first?: Values
}

/** The readings in order of time: the last millisecond of each local day, for the last one `now` when it comes first. */
export async function dailyReadings(store: Db, context: CityContext, question: DailyQuestion): Promise<Iterable<DailyReading>> {
  const { zone } = context.city
  const { from, knownAt, now, first = false } = question
  const today = zone.localDay(now)
  const lastWhole = Math.min(question.to, zone.startOfDay(today + 1) - 1 <= now ? today : today - 1)
  const endsToday = today > lastWhole && today >= from && today <= question.to
  const read = await inSnapshot(store, async (db): Promise<Read> => {
    const cells = await findCells(db, context, { ...question, from: zone.startOfDay(from), to: now })
    return {
      cells,
      course: await courseOf(db, { from, to: lastWhole, knownAt, late: first }, zone, cells.sums),
      today: endsToday ? await readToday(db, context, cells, { asOf: now, knownAt }) : undefined,
      measured: await MeasuredHistory.read(db, context, question.wanted.map(({ indicator }) => indicator), knownAt),
      feeds: await readCoverage(db, context, knownAt),
    }
  })
  return days(context, question, read, lastWhole)
}

interface Read {
  readonly cells: Cells
  readonly course: Course
  readonly today: Today | undefined
  readonly measured: MeasuredHistory
  readonly feeds: ValueInputs['feeds']
}

/** What the last, partial day adds; or, as it was known, the counts it ends with. */
type Today = { readonly adds: ReadonlyMap<number, Counts> } | { readonly counts: CityCounts }

async function readToday(db: Db, context: CityContext, cells: Cells, clocks: Clocks): Promise<Today> {
  const { zone } = context.city
  return clocks.knownAt === undefined ? { adds: await partOfDay(db, clocks.asOf, zone, cells.sums) } : { counts: await countsAt(db, context, cells, clocks) }
}

function* days(context: CityContext, question: DailyQuestion, read: Read, lastWhole: LocalDay): Iterable<DailyReading> {
  const { model, city } = context
  const { zone } = city
  const { cells, course, today, measured } = read
  const { area, wanted, now } = question
  const startingWith = (sums: ReadonlyMap<number, Counts>): CityCounts => {
    const counts = new CityCounts(model, city)
    for (const [cell, sum] of sums) addToCell(counts, cells, cell, sum)
    return counts
  }
  const valuesAt = (asOf: Instant, counts: CityCounts, measurements: ValueInputs['measurements']): Values => {
    const inputs: ValueInputs = { model, city, counts, measurements, feeds: read.feeds, asOf }
    return wanted.map((one) => valueOf(inputs, one, area))
  }
  const counts = startingWith(course.before)
  const known = question.first === true ? { counts: startingWith(course.before), late: new LateCells(), told: measured.inOrder() } : undefined
  let [step, late] = [0, 0]
  for (let day = question.from; day <= lastWhole; day++) {
    for (let one = course.steps[step]; one !== undefined && one.day <= day; one = course.steps[++step]) {
      addToCell(counts, cells, one.cell, one.counts)
      if (known !== undefined) addToCell(known.counts, cells, one.cell, one.counts)
    }
    const at = zone.startOfDay(day + 1) - 1
    const values = valuesAt(at, counts, measured.all)
    if (known === undefined) {
      yield { day, at, values }
      continue
    }
    for (let one = course.late[late]; one !== undefined && one.day <= day; one = course.late[++late]) {
      addToCell(known.counts, cells, one.cell, negate(one.counts))
      known.late.add(one.cell, one.counts)
    }
    const stated = known.told(at)
    if (known.late.none && stated === measured.all) yield { day, at, values }
    else yield { day, at, values, first: valuesAt(at, known.counts, stated).map((value) => (isTold(value, known.counts, stated) ? value : undefined)) }
  }
  if (today === undefined) return
  if ('adds' in today) for (const [cell, sum] of today.adds) addToCell(counts, cells, cell, sum)
  yield { day: zone.localDay(now), at: now, values: valuesAt(now, 'counts' in today ? today.counts : counts, measured.all) }
}

/** Whether anything that a value could count was known at all. */
const isTold = (value: Value | undefined, counts: CityCounts, stated: ValueInputs['measurements']): boolean =>
  value !== undefined && (counts.of(value.area, value.calculation).sum('').entered > 0 || stated.some(({ indicator }) => indicator === value.indicator))

/** What is missing from each cell, kept to know when nothing is. */
class LateCells {
  private readonly missing = new Map<number, Counts>()

  add(cell: number, counts: Counts): void {
    const sum = addCounts(this.missing.get(cell) ?? NO_COUNTS, counts)
    if (isZero(sum)) this.missing.delete(cell)
    else this.missing.set(cell, sum)
  }

  get none(): boolean {
    return this.missing.size === 0
  }
}
