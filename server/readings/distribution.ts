// The cases behind a mean duration by how long each took, read in one state of the store with the value they make up.
import type { Db } from '../../db/open-store.ts'
import { durationsOf, type Durations } from '../../db/rollups/case-durations.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { ruleOf } from '../../rules/edges/plan.ts'
import { decimal, powerOfTen } from '../../rules/exact/decimal.ts'
import { displayQuantity, type Display } from '../../rules/exact/display.ts'
import { boundsOf, getCalculation, getWindow } from '../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../rules/model/measure-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { spanOf } from '../../rules/time/windows.ts'
import { sourceOf } from '../../rules/values/city-counts.ts'
import { valueOf } from '../../rules/values/values-of-area.ts'
import type { AskedClocks } from '../clocks.ts'
import { ProblemError } from '../problem.ts'
import type { Distribution } from '../schemas/distribution.ts'
import { countsAt, findCells } from './cells.ts'
import { chosenValue } from './chosen-value.ts'
import type { CityContext } from './city-context.ts'
import { toPopulation } from './population.ts'
import { displayOf, presentValue } from './present-value.ts'
import { readCoverage } from './value-inputs.ts'

const HOUR_MS = 3_600_000
/** The finest bin. Bins are shown as wide as nine tenths of the cases need. */
const BIN_MS = HOUR_MS / 2
const SHOWN_BINS = 144
const WIDEST = 4

export interface DistributionQuestion {
  readonly indicator: Indicator
  readonly area: string
  readonly clocks: AskedClocks
  readonly population?: string | undefined
  readonly window?: string | undefined
}

/** Throws ProblemError 400 for an indicator that is no mean of cases which this city counts, and for what its calculation does not declare. */
export async function readDistribution(store: Db, context: CityContext, question: DistributionQuestion): Promise<Distribution> {
  const { model, city } = context
  const { indicator, area, clocks: { asOf, knownAt, known } } = question
  const wanted = chosenValue(context, indicator, question)
  const calculation = getCalculation(model, indicator.calculation)
  const source = sourceOf(model, city, indicator)
  if (!isCaseCalculation(calculation) || calculation.shape !== 'mean-duration' || source?.form === 'measurements') {
    throw new ProblemError(400, `${indicator.code} is no mean of cases that this city counts, so there are no single durations. / 该指标不是由本市工单逐件计算的平均时长，没有单件分布。`, 'Ask for the distribution of an indicator of mean response time. / 请查看平均响应时间类指标的分布。')
  }
  const clock = calculation.clock === 'working' ? (city.workingCalendar?.holds(asOf) === true ? city.workingCalendar.workedUntil(asOf) : undefined) : asOf
  const span = spanOf(ruleOf(getWindow(model, wanted.window)), asOf, city)
  const bounds = boundsOf(model, indicator, toPopulation(wanted.population))
  const { value, durations } = await inSnapshot(store, async (db) => {
    const cells = await findCells(db, context, { area, wanted: [wanted], from: asOf, to: asOf })
    const counts = await countsAt(db, context, cells, { asOf, knownAt })
    const value = valueOf({ model, city, counts, measurements: [], feeds: await readCoverage(db, context, knownAt), asOf }, wanted, area)
    const judged = new Set(source?.systems ?? [])
    const sums = cells.sums.flatMap(({ sum, cell, sign }) => {
      const named = cells.series[cell]
      return sign === 1 && named?.window === '' && (source === undefined || judged.has(named.source)) ? [sum] : []
    })
    // Where the clock cannot measure, the value has no quantity either, and there is nothing to tell apart.
    const durations = span === undefined || clock === undefined || value?.quantity === undefined ? undefined
      : await durationsOf(db, { sums, clocks: { asOf, knownAt }, from: span.from, clock, binMs: BIN_MS, bins: SHOWN_BINS * WIDEST, within: bounds.map(({ bound }) => msOf(bound)) })
    return { value, durations }
  })
  if (value === undefined) throw new Error(`${indicator.code} has no value in ${wanted.window}, which the calculation and the city declare.`)
  const mark = (ms: number | null | undefined): Distribution['median'] => (ms === null || ms === undefined ? null : { ms, display: hoursText(ms) })
  const mean = value.quantity?.kind === 'mean' && value.quantity.count > 0n ? { ms: Number(value.quantity.sumMs) / Number(value.quantity.count), display: displayOf(model, value.indicator, value.population, value.quantity) } : null
  return {
    indicator: indicator.code, area, population: toPopulation(wanted.population),
    known: { at: city.zone.format(known.at), provisional: known.provisional },
    value: { ...presentValue(context, value), asOf: city.zone.format(asOf) },
    total: durations?.count ?? 0, waiting: durations?.waiting ?? 0,
    clock: calculation.clock ?? 'natural',
    ...binsOf(durations),
    mean, median: mark(durations?.medianMs), p90: mark(durations?.p90Ms),
    within: bounds.map(({ level, bound }, index) => {
      const count = durations?.within[index] ?? 0
      return { level, bound, count, share: shareText(count, durations?.count ?? 0) }
    }),
    note: NOTE,
  }
}

const NOTE: Distribution['note'] = {
  zh: '达标线考核平均值，不考核单件；尚未响应的工单按已经过的时间计入。',
  en: 'The bounds judge the mean, not the single case; cases still waiting count with the time elapsed so far.',
}

/** As wide as nine tenths of the cases need, up to twelve days; the rest is told as a number. */
function binsOf(durations: Durations | undefined): Pick<Distribution, 'binHours' | 'bins' | 'beyond'> {
  const reach = durations?.p90Ms ?? 0
  const wide = [1, 2].find((factor) => reach <= SHOWN_BINS * BIN_MS * factor) ?? WIDEST
  const bins = Array.from({ length: SHOWN_BINS }, () => ({ count: 0, waiting: 0 }))
  const beyond = { count: 0, waiting: 0 }
  for (const { bin, count, waiting } of durations?.filled ?? []) {
    const into = bins[Math.floor(bin / wide)] ?? beyond
    into.count += count
    into.waiting += waiting
  }
  const hours = (SHOWN_BINS * wide * BIN_MS) / HOUR_MS
  const longest = durations?.longestMs ?? null
  return { binHours: (wide * BIN_MS) / HOUR_MS, bins, beyond: { hours, ...beyond, longest: beyond.count === 0 || longest === null ? null : { ms: longest, display: hoursText(longest) } } }
}

const msOf = (hours: string): number => {
  const { digits, scale } = decimal(hours)
  return Number((digits * BigInt(HOUR_MS)) / powerOfTen(scale))
}
const hoursText = (ms: number): Display => displayQuantity({ kind: 'mean', sumMs: BigInt(ms), count: 1n }, []) ?? { text: '—', unit: 'h' }
const shareText = (part: number, all: number): string => displayQuantity({ kind: 'share', numerator: BigInt(part), denominator: BigInt(all) }, [])?.text ?? '—'
