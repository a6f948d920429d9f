// Measurements as they were known at instants that follow one another.
import { kindHistory, type KnownRevision } from '../../db/facts/kind-history.ts'
import type { Db } from '../../db/open-store.ts'
import { fromStored } from '../../ingest/intake/stored-fact.ts'
import type { MeasurementFact } from '../../rules/facts/fact.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Measurements } from '../../rules/values/measured-quantity.ts'
import type { CityContext } from './city-context.ts'

interface Statement {
  readonly fact: MeasurementFact
  readonly digest: string
}

/** Everything stated about some indicators, in the order in which it became known. */
export class MeasuredHistory {
  /** What is known by all of it. */
  readonly all: Measurements
  private readonly statements: readonly KnownRevision[]
  private readonly root: string

  private constructor(statements: readonly KnownRevision[], root: string) {
    this.statements = statements
    this.root = root
    this.all = factsOf(statements.reduce((newest, one) => tell(newest, one, root), new Map<number, Statement>()))
  }

  /** Of those indicators that the city judges by measurements. */
  static async read(db: Db, { city }: CityContext, indicators: readonly Indicator[], knownAt?: Instant): Promise<MeasuredHistory> {
    const measured = new Set(indicators.filter(({ code }) => city.judgedSource(code)?.form === 'measurements').map(({ code }) => code))
    const statements: KnownRevision[] = []
    for (const code of measured) statements.push(...(await kindHistory(db, `measurement:${code}`, knownAt)))
    return new MeasuredHistory(statements.sort((a, b) => a.recordedAt - b.recordedAt), city.root)
  }

  /** Tells what was known at instants that are asked for in order of time; `all` itself once nothing is missing. */
  inOrder(): (knownAt: Instant) => Measurements {
    const newest = new Map<number, Statement>()
    let next = 0
    let known: Measurements = this.statements.length === 0 ? this.all : []
    return (knownAt) => {
      const before = next
      for (let one = this.statements[next]; one !== undefined && one.recordedAt <= knownAt; one = this.statements[++next]) tell(newest, one, this.root)
      if (next > before) known = next === this.statements.length ? this.all : factsOf(newest)
      return known
    }
  }
}

const factsOf = (newest: ReadonlyMap<number, Statement>): Measurements => [...newest.values()].map(({ fact }) => fact)

/** One that names no area speaks of the city. */
function tell(newest: Map<number, Statement>, { identity, digest, stored }: KnownRevision, root: string): Map<number, Statement> {
  const fact = fromStored(stored.fact, stored)
  if (fact.kind !== 'measurement') return newest
  const known = newest.get(identity)
  const holds = known === undefined || fact.version > known.fact.version || (fact.version === known.fact.version && digest > known.digest)
  return holds ? newest.set(identity, { fact: { ...fact, area: fact.area ?? root }, digest }) : newest
}
