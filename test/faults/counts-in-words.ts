// Everything that counts in memory can be asked for, as text: two of them are alike exactly when their texts are.
import type { CityCounts } from '../../rules/values/city-counts.ts'
import { valuesOfArea } from '../../rules/values/values-of-area.ts'
import type { CityContext } from '../../server/readings/city-context.ts'
import { ALL_AREAS } from './city.ts'
import { wordsOf } from './totals-by-name.ts'

/** The sums of every area and calculation, their groups, and every value at that instant. */
export function countsInWords(counts: CityCounts, { model, city }: CityContext, asOf: number): readonly string[] {
  const windows = ['', ...model.windows.map(({ id }) => id)]
  const lines = ALL_AREAS.flatMap((area) => model.calculations.flatMap(({ id }) => {
    const cell = counts.of(area, id)
    const sums = windows.flatMap((window) => ['', 'complex', 'unheld', 'scope'].map((segment) => `${area} ${id} ${window}/${segment}: ${wordsOf(cell.sumOfSegment(window, segment))}`))
    const groups = [...cell.everyGroup()].map(({ entries, listed }) => `${wordsOf(entries)} ${listed}`).sort()
    return [...sums.filter((line) => !line.endsWith(': 0 0 0 0 0')), ...(groups.length === 0 ? [] : [`${area} ${id} groups: ${groups.join(', ')}`])]
  }))
  const values = ALL_AREAS.flatMap((area) => valuesOfArea({ model, city, counts, measurements: [], feeds: [], asOf }, area)
    .map(({ indicator, population, window, quantity, open }) => `${area} ${indicator} ${population} ${window.id}: ${Object.values(quantity ?? {}).join(' ')}, ${open} open`))
  return [...lines, ...values]
}
