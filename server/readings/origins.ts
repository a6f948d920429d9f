// Whether a value comes from systems or from forms that people filled in (人工填报), so that nobody takes one for the other.
import { indicatorsOfFeed, notJudgedBecause } from './indicators-of-feed.ts'
import type { CityContext } from './city-context.ts'

export type Origin = 'manual' | 'partly-manual'

const known = new WeakMap<CityContext, ReadonlyMap<string, Origin>>()

/** By indicator code; one that is fed by systems alone is not in it. A reference value has the origin of the facts that it reads. */
export function originsOf(context: CityContext): ReadonlyMap<string, Origin> {
  let origins = known.get(context)
  if (origins === undefined) known.set(context, (origins = readOrigins(context)))
  return origins
}

function readOrigins({ model, city, feeds }: CityContext): ReadonlyMap<string, Origin> {
  const byIndicator = new Map<string, Set<'manual' | 'system'>>()
  for (const feed of feeds) {
    for (const code of indicatorsOfFeed(model, feed)) {
      if (notJudgedBecause(model, city, feed, code) !== undefined) continue
      byIndicator.set(code, (byIndicator.get(code) ?? new Set()).add(feed.adapter.kind === 'manual' ? 'manual' : 'system'))
    }
  }
  return new Map([...byIndicator].flatMap(([code, origins]) => (origins.has('manual') ? [[code, origins.has('system') ? 'partly-manual' : 'manual'] as const] : [])))
}
