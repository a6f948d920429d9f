// How a fact is kept: as JSON text with the digest of its content, and back again.
import { hash } from 'node:crypto'
import type { CaseFact, Fact, MeasurementFact, Quantity, RegisterFact } from '../../rules/facts/fact.ts'

/** The kind part of an identity: one namespace of business keys within a source system. */
export function kindOf(fact: Fact): string {
  switch (fact.kind) {
    case 'case':
      return fact.caseType
    case 'register-entry':
      return `register:${fact.register}`
    case 'measurement':
      return `measurement:${fact.indicator}`
  }
}

/** The text that tells two identities apart. */
export const identityText = (name: { readonly source: string; readonly kind: string; readonly key: string }): string =>
  `${name.source}\u0000${name.kind}\u0000${name.key}`

/** The years 1000 to 4000: what follows from such an instant is a date of four digits, and the store keeps it to the millisecond. */
const FIRST_INSTANT = Date.UTC(1000, 0, 1)
const LAST_INSTANT = Date.UTC(4001, 0, 1) - 1

/** A fact as kept in a revision. `source` and `key` stand in its identity. Throws RangeError for a number that is none: JSON would make it null. */
export function toStored(fact: Fact): { readonly json: string; readonly digest: string } {
  checkNumbers(fact)
  const content = { ...fact, source: undefined, key: undefined }
  // Only the counts of measurements are bigints; a replacer for every field of every case would cost more than all the rest.
  const json = fact.kind === 'measurement' ? JSON.stringify(content, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) : JSON.stringify(content)
  return { json, digest: hash('sha256', json, 'base64url').slice(0, 22) }
}

/** JSON has no NaN and would write null: every number of a fact is a version or an instant, and must be one. */
function checkNumbers(part: object): void {
  for (const name in part) {
    const value: unknown = Reflect.get(part, name)
    if (typeof value === 'object' && value !== null) checkNumbers(value)
    if (typeof value !== 'number') continue
    const isSound = name === 'version' ? Number.isFinite(value) : value >= FIRST_INSTANT && value <= LAST_INSTANT
    if (!isSound) throw new RangeError(`${value} is no ${name === 'version' ? 'version' : 'instant'} that can be stored: refuse the sample before intake.`)
  }
}

/** The fact of a revision. The store holds nothing that `toStored` did not write. */
export function fromStored(stored: unknown, identity: { readonly source: string; readonly key: string }): Fact {
  const fact = { ...(stored as Record<string, unknown>), ...identity } as unknown as CaseFact | RegisterFact | (Omit<MeasurementFact, 'quantity'> & { quantity: Record<string, string> })
  if (fact.kind !== 'measurement') return fact
  return { ...fact, quantity: toQuantity(fact.quantity) }
}

function toQuantity(stored: Record<string, string>): Quantity {
  const whole = (name: string): bigint => BigInt(stored[name] ?? '0')
  switch (stored['kind']) {
    case 'share':
      return { kind: 'share', numerator: whole('numerator'), denominator: whole('denominator') }
    case 'mean':
      return { kind: 'mean', sumMs: whole('sumMs'), count: whole('count') }
    default:
      return { kind: 'count', value: whole('value') }
  }
}
