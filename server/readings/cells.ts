// Which sums of the store a few values of one area are made of, brought together where none of these values tells them apart.
import { findSums, seriesText } from '../../db/rollups/series-keys.ts'
import { courseOf, partOfDay, type SumInCell } from '../../db/rollups/courses.ts'
import { totalsAt } from '../../db/rollups/totals.ts'
import type { Db } from '../../db/open-store.ts'
import { negate, type Counts, type Series } from '../../rules/edges/edge.ts'
import { ruleOf } from '../../rules/edges/plan.ts'
import { getCalculation, getWindow } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { periodOf, type PeriodKind } from '../../rules/time/periods.ts'
import { isRolling, spanOf, type CohortRange } from '../../rules/time/windows.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { ValueQuestion } from '../../rules/values/values-of-area.ts'
import type { CityContext } from './city-context.ts'

/** Sums by cell; `series` names each cell for CityCounts. */
export interface Cells {
  readonly area: string
  readonly sums: readonly SumInCell[]
  readonly series: readonly Series[]
}

interface CellQuestion {
  readonly area: string
  readonly wanted: readonly ValueQuestion[]
  /** The values are read at instants between these two. */
  readonly from: Instant
  readonly to: Instant
}

export async function findCells(db: Db, context: CityContext, question: CellQuestion): Promise<Cells> {
  const needs = needsOf(context, question)
  const cells = new Map<string, number>()
  const series: Series[] = []
  const sums: SumInCell[] = []
  for (const [sum, named] of await findSums(db, { areas: [question.area], calculations: [...needs.keys()] })) {
    const kept = keep(context, named, needs.get(named.calculation))
    if (kept === undefined) continue
    const text = seriesText(kept.series)
    let cell = cells.get(text)
    if (cell === undefined) cells.set(text, (cell = series.push(kept.series) - 1))
    sums.push({ sum, cell, sign: kept.sign })
  }
  return { area: question.area, sums, series }
}

/** Adds counts to a cell of the counts that values are read from. */
export function addToCell(counts: CityCounts, { area, series }: Cells, cell: number, sum: Counts): void {
  const named = series[cell]
  if (named !== undefined) counts.addTo(area, named, sum)
}

/** The counts of the cells at an instant. Read inside one snapshot. */
export async function countsAt(db: Db, { model, city }: CityContext, cells: Cells, clocks: Clocks): Promise<CityCounts> {
  const { zone } = city
  const counts = new CityCounts(model, city)
  if (clocks.knownAt === undefined) {
    const day = zone.localDay(clocks.asOf)
    const { before } = await courseOf(db, { from: day, to: day - 1 }, zone, cells.sums)
    for (const part of [before, await partOfDay(db, clocks.asOf, zone, cells.sums)]) for (const [cell, sum] of part) addToCell(counts, cells, cell, sum)
    return counts
  }
  const totals = await totalsAt(db, clocks, zone, cells.sums.map(({ sum }) => sum))
  for (const { sum, cell, sign } of cells.sums) {
    const total = totals.get(sum)
    if (total !== undefined) addToCell(counts, cells, cell, sign === 1 ? total : negate(total))
  }
  return counts
}

/** The judged value of every population of these indicators. */
export function judgedOf({ model }: CityContext, indicators: readonly Indicator[]): readonly ValueQuestion[] {
  return indicators.flatMap((indicator) => {
    const { windows, populations } = getCalculation(model, indicator.calculation)
    return windows.filter(({ judged }) => judged).flatMap((window) => populations.map((population) => ({ indicator, population: population.id, window: window.id })))
  })
}

/** What the values of one calculation need of its sums. */
interface Needs {
  /** The rolling windows. */
  readonly rolling: Set<string>
  /** Cohorts of which windows of whole periods are made, and of which kinds the periods are. */
  cohorts: CohortRange | undefined
  readonly periods: Set<PeriodKind>
  /** Whether a window counts everything that ever entered. */
  ever: boolean
  /** The segment that each value leaves out, '' where it leaves out none. */
  readonly without: Set<string>
}

function needsOf({ model, city }: CityContext, { wanted, from, to }: CellQuestion): ReadonlyMap<string, Needs> {
  const needs = new Map<string, Needs>()
  for (const question of wanted) {
    const calculation = getCalculation(model, question.indicator.calculation)
    let need = needs.get(calculation.id)
    if (need === undefined) needs.set(calculation.id, (need = { rolling: new Set(), cohorts: undefined, periods: new Set(), ever: false, without: new Set() }))
    need.without.add(calculation.populations.find(({ id }) => id === question.population)?.without ?? '')
    const rule = ruleOf(getWindow(model, question.window))
    const [first, last] = [spanOf(rule, from, city)?.cohorts, spanOf(rule, to, city)?.cohorts]
    if (isRolling(rule)) need.rolling.add(question.window)
    if ('period' in rule) need.periods.add(rule.period)
    if (first === undefined || last === undefined) need.ever = true
    else need.cohorts = { from: Math.min(first.from, need.cohorts?.from ?? Infinity), to: Math.max(last.to, need.cohorts?.to ?? -Infinity) }
  }
  return needs
}

/** The cell of a series and how it counts there; undefined where no value needs it. */
function keep({ city }: CityContext, named: Series, need: Needs | undefined): { readonly series: Series; readonly sign: 1 | -1 } | undefined {
  if (need === undefined) return undefined
  const [without] = need.without
  const oneView = need.without.size === 1
  if (oneView && named.segment === without && without !== '') return undefined
  // Where all values leave out the same, what they do not leave out need not stay apart.
  const segment = oneView && named.segment === 'complex' ? '' : named.segment
  if (named.window !== '') {
    if (!need.rolling.has(named.window)) return undefined
    // What has left the only rolling window is taken from what ever entered; of several windows each stays by itself.
    return need.rolling.size === 1 ? { series: { ...named, segment, window: '' }, sign: -1 } : { series: { ...named, segment }, sign: 1 }
  }
  const inPeriods = need.cohorts !== undefined && named.cohort >= need.cohorts.from && named.cohort <= need.cohorts.to
  if (inPeriods) {
    // The cohorts of one period are in a window together or not at all.
    const [kind] = need.periods
    const together = kind === undefined || need.periods.size > 1 ? undefined : periodOf(kind, named.cohort, city.assessment)
    return { series: { ...named, segment, cohort: together?.first ?? named.cohort }, sign: 1 }
  }
  return need.ever ? { series: { ...named, segment, cohort: 0 }, sign: 1 } : undefined
}
