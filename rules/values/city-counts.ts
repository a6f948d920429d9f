// The counts of a whole city in memory: fed once with sums and then with edges, asked for any area at any time.
import type { City } from '../city/city.ts'
import { AreaCounts } from '../edges/counts-by-cell.ts'
import type { Counts, Series } from '../edges/edge.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import { getIndicator } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'

const NOTHING = new AreaCounts()

/**
 * Adds counts to every area they belong to, leaving out sources that are not judged for the indicator. The list that names
 * the groups of an indicator is nobody's measurement of it, so it counts whichever system keeps it.
 */
export class CityCounts {
  private readonly cells = new Map<string, AreaCounts>()
  private readonly areasOfLeaf: ReadonlyMap<string, readonly string[]>
  private readonly judgedSystems: ReadonlyMap<string, ReadonlySet<string> | undefined>

  constructor(model: Model, city: City) {
    const areas = new Map<string, string[]>()
    for (const { code } of city.areas) {
      for (const leaf of city.scopeOf(code)) areas.set(leaf, [...(areas.get(leaf) ?? []), code])
    }
    this.areasOfLeaf = areas
    this.judgedSystems = new Map(model.calculations.map((calculation) => [calculation.id, judgedSystems(model, city, calculation)]))
  }

  add(series: Series, counts: Counts): void {
    const judged = this.judgedSystems.get(series.calculation)
    if (judged !== undefined && series.segment !== 'scope' && !judged.has(series.source)) return
    for (const area of this.areasOfLeaf.get(series.area) ?? []) {
      const key = `${area}|${series.calculation}`
      let cell = this.cells.get(key)
      if (cell === undefined) this.cells.set(key, (cell = new AreaCounts()))
      cell.add(series, counts)
    }
  }

  of(area: string, calculation: string): AreaCounts {
    return this.cells.get(`${area}|${calculation}`) ?? NOTHING
  }
}

/** The source systems whose facts are judged for a calculation's indicator; undefined when the city declares none. */
function judgedSystems(model: Model, city: City, calculation: Calculation): ReadonlySet<string> | undefined {
  const source = city.judgedSource(getIndicator(model, calculation.indicator).code)
  return source === undefined || source.form !== 'facts' ? undefined : new Set(source.systems)
}

/** The kinds of facts that a calculation reads, as `appeal`, `event` or `register:...`. */
export function factKindsOf(calculation: Calculation): readonly string[] {
  if (isCaseCalculation(calculation)) return [calculation.facts.caseType]
  const { register, scope } = calculation.facts
  return scope === undefined ? [`register:${register}`] : [`register:${register}`, `register:${scope}`]
}
