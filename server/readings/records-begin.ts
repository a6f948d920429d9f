// Since when the city's own records of an indicator count anything.
import { firstDaysOf } from '../../db/rollups/courses.ts'
import type { Db } from '../../db/open-store.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { sourceOf } from '../../rules/values/city-counts.ts'
import type { CityContext } from './city-context.ts'

/** By indicator, the beginning of the first day that counts anything; undefined while none does, and for what others have counted. */
export async function recordsBegin(db: Db, { model, city }: CityContext, indicators: readonly Indicator[]): Promise<(indicator: Indicator) => Instant | undefined> {
  const days = await firstDaysOf(db, { area: city.root, calculations: [...new Set(indicators.map(({ calculation }) => calculation))] })
  return (indicator) => {
    const day = days.get(indicator.calculation)
    return day === undefined || sourceOf(model, city, indicator)?.form === 'measurements' ? undefined : city.zone.startOfDay(day)
  }
}
