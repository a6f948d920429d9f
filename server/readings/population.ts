// Populations as the model's closed vocabulary knows them.
import type { Population } from '../../rules/model/text-schema.ts'

/** Throws RangeError for a word that is no population. */
export function toPopulation(word: string): Population {
  if (word === 'all' || word === 'excluding-complex') return word
  throw new RangeError(`"${word}" is no population: use all or excluding-complex.`)
}
