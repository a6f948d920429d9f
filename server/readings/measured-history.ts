// Measurements as they were known at instants that follow one another.
import { kindHistory, type KnownTurn } from '../../db/facts/kind-history.ts'
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

/** What is said of one measurement, and the statement that holds. */
interface Said {
  readonly statements: Statement[]
  newest: Statement | undefined
}

/** Everything stated about some indicators, in the order in which it became known. */
export class MeasuredHistory {
  /** What is known by all of it. */
  readonly all: Measurements
  private readonly statements: readonly KnownTurn[]
  private readonly root: string

  private constructor(statements: readonly KnownTurn[], root: string) {
    this.statements = statements
    this.root = root
    this.all = factsOf(statements.reduce((said, one) => tell(said, one, root), new Map<number, Said>()))
  }

  /** Of those indicators that the city judges by measurements. */
  static async read(db: Db, { city }: CityContext, indicators: readonly Indicator[], knownAt?: Instant): Promise<MeasuredHistory> {
    const measured = new Set(indicators.filter(({ code }) => city.judgedSource(code)?.form === 'measurements').map(({ code }) => code))
    const statements: KnownTurn[] = []
    for (const code of measured) statements.push(...(await kindHistory(db, `measurement:${code}`, knownAt)))
    return new MeasuredHistory(statements.sort((a, b) => a.recordedAt - b.recordedAt), city.root)
  }

  /** Tells what was known at instants that are asked for in order of time; `all` itself once nothing is missing. */
  inOrder(): (knownAt: Instant) => Measurements {
    const said = new Map<number, Said>()
    let next = 0
    let known: Measurements = this.statements.length === 0 ? this.all : []
    return (knownAt) => {
      const before = next
      for (let one = this.statements[next]; one !== undefined && one.recordedAt <= knownAt; one = this.statements[++next]) tell(said, one, this.root)
      if (next > before) known = next === this.statements.length ? this.all : factsOf(said)
      return known
    }
  }
}

const factsOf = (said: ReadonlyMap<number, Said>): Measurements => [...said.values()].flatMap(({ newest }) => (newest === undefined ? [] : [newest.fact]))

/** One that names no area speaks of the city. */
function tell(said: Map<number, Said>, { identity, turn, digest, stored }: KnownTurn, root: string): Map<number, Said> {
  const fact = fromStored(stored.fact, stored)
  if (fact.kind !== 'measurement') return said
  const known = said.get(identity) ?? { statements: [], newest: undefined }
  switch (turn) {
    case 'said': {
      const statement = { fact: { ...fact, area: fact.area ?? root }, digest }
      known.statements.push(statement)
      known.newest = newer(known.newest, statement)
      break
    }
    case 'taken-back':
      known.statements.splice(known.statements.findIndex((one) => one.digest === digest), 1)
      known.newest = known.statements.reduce(newer, undefined)
  }
  return said.set(identity, known)
}

const newer = (a: Statement | undefined, b: Statement): Statement =>
  a === undefined || b.fact.version > a.fact.version || (b.fact.version === a.fact.version && b.digest > a.digest) ? b : a
