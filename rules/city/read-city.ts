// Reads a city file: text to City, or everything that is wrong with it.
import { Value } from 'typebox/value'
import { buildCity } from './build-city.ts'
import type { City } from './city.ts'
import { cityProblems } from './city-problems.ts'
import { CityFile } from './city-schema.ts'
import { shapeProblems } from './shape-problems.ts'
import { formatProblem, readYaml } from './yaml-file.ts'
import type { Problem } from './yaml-file.ts'

export type CityReading = { readonly ok: true; readonly city: City } | { readonly ok: false; readonly problems: readonly Problem[] }

export interface CityOptions {
  /** Indicator codes of the model, so that declared sources can be checked. */
  readonly indicators?: ReadonlySet<string>
}

/** `fileName` appears in problems only. Never throws. */
export function readCity(text: string, fileName: string, options: CityOptions = {}): CityReading {
  const { source, problems } = readYaml(text, fileName)
  if (problems.length > 0) return { ok: false, problems }
  const value = source.value
  if (!Value.Check(CityFile, value)) return { ok: false, problems: shapeProblems(CityFile, source) }
  const further = cityProblems(value, source, options.indicators)
  return further.length > 0 ? { ok: false, problems: further } : { ok: true, city: buildCity(value) }
}

/** A city file that cannot be used; `problems` holds every reason with its line. */
export class CityFileError extends Error {
  override readonly name = 'CityFileError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** As readCity, but throws CityFileError. */
export function loadCity(text: string, fileName: string, options: CityOptions = {}): City {
  const reading = readCity(text, fileName, options)
  if (!reading.ok) throw new CityFileError(reading.problems)
  return reading.city
}
