// The city of the storms under the three configurations that it changes between, and which of them is in force.
import type { Db } from '../../db/open-store.ts'
import { inTransaction } from '../../db/transactions.ts'
import { edgeRulesOf, type EdgeRules } from '../../ingest/intake/edge-rules.ts'
import { changeConfiguration } from '../../ingest/rebuild/rebuild.ts'
import type { City } from '../../rules/city/city.ts'
import type { CityContext } from '../../server/readings/city-context.ts'
import { draft } from '../rules/draft-model.ts'
import { smallCity } from '../rules/small-city.ts'

/** `park` gives the zone another member, so sums change; `periods` assesses from the 26th on, so edges change. */
export const CONFIGURATIONS = ['plain', 'park', 'periods'] as const
export type Configuration = (typeof CONFIGURATIONS)[number]

/** The areas as the naive counts read them: who lies in whom, and what a zone is made of. */
const AREAS = [
  { code: 'city', parent: undefined },
  { code: 'east', parent: 'city' },
  { code: 'east-1', parent: 'east' },
  { code: 'east-2', parent: 'east' },
  { code: 'west', parent: 'city' },
  { code: 'west-1', parent: 'west' },
] as const

const parkMembers = (configuration: Configuration): readonly string[] => (configuration === 'park' ? ['east-1', 'west'] : ['east-2', 'west-1'])

/** Every area, of any kind, that holds what is reported for `area`: found by climbing, as a person would. */
export function areasHolding(configuration: Configuration, area: string): readonly string[] {
  const climbed: string[] = []
  for (let at: string | undefined = area; at !== undefined; at = AREAS.find(({ code }) => code === at)?.parent) climbed.push(at)
  return climbed.some((code) => parkMembers(configuration).includes(code)) ? [...climbed, 'park'] : climbed
}

export const ALL_AREAS: readonly string[] = [...AREAS.map(({ code }) => code), 'park']

const BASE = smallCity()

export function cityOf(configuration: Configuration): City {
  if (configuration === 'periods') return smallCity({ assessment: { periodFrom: 26 } })
  if (configuration === 'plain') return BASE
  return smallCity({
    areas: [
      ...AREAS.map(({ code, parent }) => ({ code, kind: parent === undefined ? ('city' as const) : parent === 'city' ? ('district' as const) : ('street' as const), zh: code, en: code, ...(parent === undefined || parent === 'city' ? {} : { parent }) })),
      { code: 'park', kind: 'zone', members: [...parkMembers(configuration)], zh: '园区', en: 'Park' },
    ],
  })
}

const known = new Map<Configuration, CityContext>()

/** What the product's own processes work with under a configuration. */
export function contextOf(configuration: Configuration): CityContext {
  let context = known.get(configuration)
  if (context === undefined) {
    const city = cityOf(configuration)
    const rules = edgeRulesOf(draft, city)
    known.set(configuration, (context = { model: draft, plan: rules.plan, city, rules, feeds: [], demonstration: false }))
  }
  return context
}

export const rulesOf = (configuration: Configuration): EdgeRules => contextOf(configuration).rules

/** The configuration that was applied last. */
export async function configurationInForce(db: Db): Promise<Configuration> {
  const newest = await db.selectFrom('city_file').select('text').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return CONFIGURATIONS.find((name) => name === newest?.text) ?? 'plain'
}

/** Hands the store over to another configuration, as applying a city file does; a rebuild that this begins is left to others. */
export async function applyConfiguration(db: Db, configuration: Configuration): Promise<void> {
  await inTransaction(db, (transaction) =>
    changeConfiguration(transaction, rulesOf(configuration), () => transaction.insertInto('city_file').values({ digest: configuration, text: configuration }).execute()))
}
