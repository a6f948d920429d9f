// Everything known about one identity becomes the edges it stands for now.
import { edgesOfCase } from '../../rules/edges/case-edges.ts'
import type { Edge } from '../../rules/edges/edge.ts'
import { edgesOfEntry } from '../../rules/edges/register-edges.ts'
import { foldCase } from '../../rules/facts/case.ts'
import type { CaseFact, Fact, RegisterFact } from '../../rules/facts/fact.ts'
import type { EdgeRules } from './edge-rules.ts'

/** A fact with the digest of its content. */
export interface Statement<F extends Fact = Fact> {
  readonly digest: string
  readonly fact: F
}

/** The edges of one identity. Measurements have none: their numbers are read as they are. */
export function edgesOfIdentity(statements: readonly Statement[], rules: EdgeRules): readonly Edge[] {
  const first = statements[0]?.fact
  switch (first?.kind) {
    case undefined:
    case 'measurement':
      return []
    case 'case':
      return edgesOfCaseStatements(statements.filter(isAboutCase), rules)
    case 'register-entry': {
      const entries = statements.filter(isAboutEntry).map(({ digest, fact }) => ({ digest, fact: { ...fact, area: fact.area ?? rules.root } }))
      return (rules.plan.registers.get(first.register) ?? []).flatMap((calculation) => edgesOfEntry(entries, calculation, first.source))
    }
  }
}

function edgesOfCaseStatements(statements: readonly Statement<CaseFact>[], rules: EdgeRules): readonly Edge[] {
  const first = statements[0]?.fact
  const state = foldCase(statements)
  if (first === undefined || state === undefined) return []
  const place = { area: state.area ?? rules.root, bureau: state.bureau ?? '', source: first.source }
  return rules.plan.cases[first.caseType].flatMap((calculation) => edgesOfCase(state, calculation, place, rules.zone))
}

const isAboutCase = (statement: Statement): statement is Statement<CaseFact> => statement.fact.kind === 'case'
const isAboutEntry = (statement: Statement): statement is Statement<RegisterFact> => statement.fact.kind === 'register-entry'
