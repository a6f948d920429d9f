// The simulated city as the tests see it, and what the pipeline's own mapping and fold make of its records.
import { checkFeed } from '../../../ingest/feed-file/check-feed.ts'
import { compileMapping, type Mapping } from '../../../ingest/mapping/compile-mapping.ts'
import type { Outcome } from '../../../ingest/mapping/outcome.ts'
import { localFrom } from '../../../ingest/simulator/local-time.ts'
import type { Delivery } from '../../../ingest/simulator/simulation.ts'
import { simulate } from '../../../ingest/simulator/simulator.ts'
import { loadCity } from '../../../rules/city/read-city.ts'
import { foldCase, type CaseState, type CaseStatement } from '../../../rules/facts/case.ts'
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { statesOfEntry, usesOf, type EntryState, type RegisterStatement } from '../../../rules/facts/register.ts'
import { draft } from '../../rules/draft-model.ts'

export const now = localFrom('2026-11-22 14:05')
export const at = localFrom
export const newCity = () => simulate({ seed: 'test', now })
/** One city for all tests that only look. */
export const simulation = newCity()
export const city = loadCity(simulation.city, 'city.yaml', { indicators: new Set(draft.indicators.map(({ code }) => code)) })

const mappings = new Map<string, Mapping>(simulation.feeds.map(({ id, fileName, text }) => {
  const reading = checkFeed(text, fileName, { city, model: draft })
  if (!reading.ok) throw new Error(reading.problems.map(({ line, message }) => `${fileName}:${line}: ${message}`).join('\n'))
  return [id, compileMapping(reading.feed, city, draft)]
}))

/** What becomes of every record of a delivery. */
export const outcomesOf = ({ feed, at: received, records }: Delivery): readonly Outcome[] =>
  records.map((record) => mappings.get(feed)?.(record, { now: received }) ?? { outcome: 'filtered' })

interface EntryFold {
  readonly register: string
  readonly key: string
  readonly states: readonly EntryState[]
  readonly uses: readonly number[]
}

export interface Folded {
  readonly cases: ReadonlyMap<string, CaseState>
  readonly entries: ReadonlyMap<string, EntryFold>
  readonly rejected: readonly Outcome[]
  readonly warned: number
}

/** Everything that was delivered, mapped and folded; full lists withdraw what they no longer name. */
export function fold(deliveries: Iterable<Delivery>): Folded {
  const cases = new Map<string, Map<string, CaseStatement>>()
  const entries = new Map<string, Map<string, RegisterStatement>>()
  const lists = new Map<string, { readonly date: number; readonly named: ReadonlyMap<string, RegisterFact> }[]>()
  const rejected: Outcome[] = []
  let warned = 0
  for (const delivery of deliveries) {
    const named = new Map<string, RegisterFact>()
    for (const outcome of outcomesOf(delivery)) {
      if (outcome.outcome !== 'fact') {
        rejected.push(outcome)
        continue
      }
      if (outcome.warnings !== undefined) warned++
      const { fact } = outcome
      const digest = JSON.stringify(fact)
      if (fact.kind === 'case') remember(cases, `${fact.source} ${fact.caseType} ${fact.key}`, digest, { digest, fact })
      if (fact.kind !== 'register-entry') continue
      const name = `${fact.register} ${fact.key}`
      remember(entries, name, digest, { digest, fact })
      named.set(name, fact)
    }
    if (delivery.listDate !== undefined) lists.set(delivery.feed, [...(lists.get(delivery.feed) ?? []), { date: delivery.listDate, named }])
  }
  for (const dated of lists.values()) withdrawAbsent(entries, dated.toSorted((a, b) => a.date - b.date))
  return {
    cases: new Map([...cases].sort().flatMap(([name, said]) => {
      const state = foldCase([...said.values()])
      return state === undefined ? [] : [[name, state]]
    })),
    entries: new Map([...entries].sort().map(([name, said]) => {
      const statements = [...said.values()]
      const [register = '', key = ''] = name.split(' ')
      return [name, { register, key, states: statesOfEntry(statements), uses: usesOf(statements) }]
    })),
    rejected,
    warned,
  }
}

function remember<T>(all: Map<string, Map<string, T>>, name: string, digest: string, statement: T): void {
  const said = all.get(name) ?? new Map<string, T>()
  all.set(name, said.set(digest, statement))
}

function withdrawAbsent(entries: Map<string, Map<string, RegisterStatement>>, dated: readonly { readonly date: number; readonly named: ReadonlyMap<string, RegisterFact> }[]): void {
  const standing = new Map<string, RegisterFact>()
  for (const { date, named } of dated) {
    for (const [name, last] of standing) {
      if (named.has(name)) continue
      const fact: RegisterFact = { ...last, observedAt: date, version: date, withdrawn: true }
      remember(entries, name, `withdrawn ${date}`, { digest: `withdrawn ${date}`, fact })
      standing.delete(name)
    }
    for (const [name, fact] of named) standing.set(name, fact)
  }
}

export const days = (count: number): number => count * 86_400_000
