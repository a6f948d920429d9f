// Which secrets a feed names, wherever in its adapter's configuration they stand.
import { Value } from 'typebox/value'
import { SecretRef } from './secret-ref.ts'

/** Names in order, each once. */
export function secretsNamed(configuration: unknown): readonly string[] {
  const names = new Set<string>()
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    if (Value.Check(SecretRef, part)) names.add(part.secret)
    else Object.values(part).forEach(walk)
  }
  walk(configuration)
  return [...names].sort()
}
