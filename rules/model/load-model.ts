// From the text of a model file to a proven model: read, fit to the schema, prove.
import { Value } from 'typebox/value'
import { readYaml, type Problem, type YamlFile } from '../city/yaml-file.ts'
import { shapeProblems } from '../city/shape-problems.ts'
import type { Flaw } from './flaw.ts'
import { CaseCalculationSchema, RegisterCalculationSchema } from './measure-schema.ts'
import { ModelError } from './model-error.ts'
import { LooseModelSchema, ModelSchema, type Model } from './model-schema.ts'
import { proveBounds } from './prove-bounds.ts'
import { proveCalculations } from './prove-calculations.ts'
import { proveClauses } from './prove-clauses.ts'
import { proveReferences } from './prove-references.ts'
import { proveUnique } from './prove-unique.ts'

const PROOFS: readonly ((model: Model) => readonly Flaw[])[] = [proveUnique, proveReferences, proveCalculations, proveBounds, proveClauses]

/** A model that has been proven. Throws ModelError with every problem when the text is no model; `fileName` is only for its messages. */
export function loadModel(text: string, fileName: string): Model {
  const { source, problems } = readYaml(text, fileName)
  refuseIfAny(problems)
  const value: unknown = source.value
  if (!Value.Check(ModelSchema, value)) throw new ModelError([...shapeProblems(LooseModelSchema, source), ...calculationProblems(source)])
  const model: Model = value
  refuseIfAny(PROOFS.flatMap((prove) => prove(model)).map((flaw) => source.problemAt(flaw.at, flaw.message)))
  return model
}

function refuseIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ModelError(problems)
}

/** Calculations come in two kinds, and each is held against the schema of its own kind, so that its problems are its own. */
function calculationProblems(source: YamlFile): readonly Problem[] {
  const calculations = memberOf(source.value, 'calculations')
  if (!Array.isArray(calculations)) return []
  return calculations.flatMap((calculation: unknown, index) => {
    const kind = memberOf(memberOf(calculation, 'facts'), 'kind')
    const at = `/calculations/${index}`
    const part = partOf(source, at, calculation)
    if (kind === 'case') return shapeProblems(CaseCalculationSchema, part)
    if (kind === 'register-entry') return shapeProblems(RegisterCalculationSchema, part)
    return [source.problemAt(`${at}/facts/kind`, 'A calculation needs facts: {kind: case, ...} or facts: {kind: register-entry, ...}.')]
  })
}

function partOf(source: YamlFile, at: string, value: unknown): YamlFile {
  return {
    file: source.file,
    value,
    lineOf: (pointer) => source.lineOf(at + pointer),
    textOf: (pointer) => source.textOf(at + pointer),
    problemAt: (pointer, message) => source.problemAt(at + pointer, message),
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
