// The city as JSON.
import type { City } from '../schemas/city.ts'
import type { CityContext } from './city-context.ts'

/** A store without a city answers an empty one that says so. */
export function presentCity(context: CityContext | undefined): City {
  if (context === undefined) {
    return { name: { zh: '尚未配置城市', en: 'No city yet' }, zone: 'Asia/Shanghai', demo: false, root: '', areas: [], bureaus: [], configured: false }
  }
  const { city } = context
  return {
    name: { ...city.name },
    zone: city.zone.name,
    demo: context.demonstration,
    root: city.root,
    areas: city.areas.map(({ code, kind, zh, en, parent, members }) => ({ code, kind, zh, en, parent: parent ?? null, ...(members.length === 0 ? {} : { members: [...members] }) })),
    bureaus: city.bureaus.map(({ code, zh, en }) => ({ code, zh, en })),
    configured: true,
  }
}
