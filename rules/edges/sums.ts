// Which sums a series adds to: one for every area that contains its area, and one for its bureau in the whole city.
import type { City } from '../city/city.ts'
import type { Series } from './edge.ts'

/** The areas of any kind whose counts a fact of an area belongs to, itself among them; each once, though zones overlap districts. */
export type AreasOf = (area: string) => readonly string[]

export function areasOf(city: City): AreasOf {
  const areas = new Map<string, string[]>()
  for (const { code } of city.areas) {
    for (const part of city.scopeOf(code)) {
      const known = areas.get(part)
      if (known === undefined) areas.set(part, [code])
      else known.push(code)
    }
  }
  return (area) => areas.get(area) ?? []
}

/** The summed series of a series: by area over all bureaus, then by bureau over the whole city. */
export function sumsOf(series: Series, areas: AreasOf, root: string): readonly Series[] {
  const sums = areas(series.area).map((area): Series => ({ ...series, area, bureau: '' }))
  return series.bureau === '' ? sums : [...sums, { ...series, area: root }]
}
