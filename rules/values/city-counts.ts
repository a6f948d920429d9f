// The counts of a whole city in memory: fed once with sums and then with edges, asked for any area at any time.
import type { City, JudgedSource } from '../city/city.ts'
import { AreaCounts } from '../edges/counts-by-cell.ts'
import type { Counts, Series } from '../edges/edge.ts'
import { areasOf, type AreasOf } from '../edges/sums.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import { getIndicator, standardIndicator } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'

const NOTHING = new AreaCounts()

/**
 * Adds counts to every area they belong to, leaving out sources that are not judged for the indicator. The list that names
 * the groups of an indicator is nobody's measurement of it, so it counts whichever system keeps it.
 */
export class CityCounts {
  /** By area, then by calculation. */
  private readonly cells = new Map<string, Map<string, AreaCounts>>()
  private readonly areasOf: AreasOf
  private readonly judgedSystems: ReadonlyMap<string, ReadonlySet<string> | undefined>

  constructor(model: Model, city: City) {
    this.areasOf = areasOf(city)
    this.judgedSystems = new Map(model.calculations.map((calculation) => [calculation.id, judgedSystems(model, city, calculation)]))
  }

  /** Adds the counts of a leaf area to every area that it lies in. */
  add(series: Series, counts: Counts): void {
    if (!this.isJudged(series)) return
    for (const area of this.areasOf(series.area)) this.cellOf(area, series.calculation).add(series, counts)
  }

  /** Adds counts that have been summed up for an area, to that area alone. */
  addTo(area: string, series: Series, counts: Counts): void {
    if (this.isJudged(series)) this.cellOf(area, series.calculation).add(series, counts)
  }

  of(area: string, calculation: string): AreaCounts {
    return this.cells.get(area)?.get(calculation) ?? NOTHING
  }

  private isJudged({ calculation, segment, source }: Series): boolean {
    return segment === 'scope' || (this.judgedSystems.get(calculation)?.has(source) ?? true)
  }

  private cellOf(area: string, calculation: string): AreaCounts {
    let ofArea = this.cells.get(area)
    if (ofArea === undefined) this.cells.set(area, (ofArea = new Map()))
    let cell = ofArea.get(calculation)
    if (cell === undefined) ofArea.set(calculation, (cell = new AreaCounts()))
    return cell
  }
}

/** The source systems whose facts are judged for a calculation's indicator; undefined when the city declares none. */
function judgedSystems(model: Model, city: City, calculation: Calculation): ReadonlySet<string> | undefined {
  const source = sourceOf(model, city, getIndicator(model, calculation.indicator))
  return source === undefined || source.form !== 'facts' ? undefined : new Set(source.systems)
}

/** The declared source of an indicator; a reference reads the facts of the indicator beside which it stands. Undefined when the city declares none. */
export function sourceOf(model: Model, city: City, indicator: Indicator): JudgedSource | undefined {
  const own = city.judgedSource(indicator.code)
  if (own !== undefined) return own
  const standard = city.judgedSource(standardIndicator(model, indicator).code)
  return standard?.form === 'facts' ? standard : undefined
}

/** The kinds of facts that a calculation reads, as `appeal`, `event` or `register:...`. */
export function factKindsOf(calculation: Calculation): readonly string[] {
  if (isCaseCalculation(calculation)) return [calculation.facts.caseType]
  const { register, scope } = calculation.facts
  return scope === undefined ? [`register:${register}`] : [`register:${register}`, `register:${scope}`]
}
