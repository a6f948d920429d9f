// What the definitions of the model say about lists, counted one entry at a time at one instant: the other side of the differential test.
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import type { RegisterStatement } from '../../../rules/facts/register.ts'

const DAY = 86_400_000

/** A definition in the words of the test. `counted` names the statuses that count; entries of a `leftOut` status are not there. */
export interface ListDefinition {
  readonly calculation: string
  readonly register: string
  readonly leftOut: readonly string[]
  readonly counted: readonly string[]
  readonly usedWithinDays?: number
  readonly groupsOf?: { readonly register: string; readonly every: boolean }
  readonly result: 'share' | 'count' | 'groups'
}

export const definitions: readonly ListDefinition[] = [
  { calculation: 'hub-capability/1', register: 'hub-capability', leftOut: ['not-applicable'], counted: ['met'], result: 'share' },
  { calculation: 'data-classified/1', register: 'data-resource', leftOut: [], counted: ['approved'], result: 'share' },
  { calculation: 'bureaus-classified/1', register: 'data-resource', leftOut: ['out-of-scope'], counted: ['approved'], groupsOf: { register: 'institution', every: true }, result: 'share' },
  { calculation: 'online-available/1', register: 'service-item', leftOut: [], counted: ['accept-online', 'fully-online'], result: 'share' },
  { calculation: 'community-retrofit/1', register: 'community-work', leftOut: ['not-applicable', 'out-of-scope'], counted: ['accepted'], groupsOf: { register: 'community', every: true }, result: 'share' },
  { calculation: 'carrier-service/1', register: 'carrier-service', leftOut: ['out-of-scope'], counted: ['live'], groupsOf: { register: 'carrier', every: false }, result: 'share' },
  { calculation: 'oneform-active/1', register: 'oneform-department', leftOut: [], counted: ['in-use'], usedWithinDays: 92, result: 'share' },
  { calculation: 'open-scenarios/1', register: 'open-scenario', leftOut: [], counted: ['open'], result: 'count' },
  { calculation: 'open-domains/1', register: 'open-scenario', leftOut: [], counted: ['open'], result: 'groups' },
]

export interface KnownEntry {
  readonly register: string
  readonly statements: readonly RegisterStatement[]
}

interface Standing {
  readonly status: string | undefined
  readonly group: string
  readonly area: string | null
}

/** In order of observation; of one instant only what was said last. */
const inOrder = (statements: readonly RegisterStatement[]): readonly RegisterFact[] => {
  const last = new Map<number, RegisterFact>()
  const sorted = [...statements].sort((a, b) => a.fact.version - b.fact.version || (a.digest < b.digest ? -1 : 1))
  for (const { fact } of sorted) last.set(fact.observedAt, fact)
  return [...last.values()].sort((a, b) => a.observedAt - b.observedAt)
}

/** The entry at an instant: undefined where it is not in the list; its status is undefined while it has still to begin. */
function standingAt(statements: readonly RegisterStatement[], asOf: number): Standing | undefined {
  const said = inOrder(statements)
  const start = said.findLast((fact) => fact.withdrawn !== true && fact.validFrom !== undefined)?.validFrom ?? said[0]?.observedAt
  if (start === undefined || asOf < start) return undefined
  const inForce = said.findLast((fact) => fact.observedAt <= asOf) ?? said[0]
  if (inForce === undefined || inForce.withdrawn === true || (inForce.validTo !== undefined && inForce.validTo <= asOf)) return undefined
  const standing = said.filter((fact) => fact.withdrawn !== true)
  const first = standing[0]
  const began = (fact: RegisterFact): number => Math.max(start, fact.since ?? (fact === first ? start : fact.observedAt))
  const now = standing.findLast((fact) => began(fact) <= asOf)
  const described = now ?? first
  return described === undefined ? undefined : { status: now?.status, group: described.group ?? '', area: described.area }
}

/** Whether some use that the list still tells of lies within the days before the instant. */
function isUsed(statements: readonly RegisterStatement[], asOf: number, days: number): boolean {
  return inOrder(statements).some(({ withdrawn, lastUsedAt }) =>
    withdrawn !== true && lastUsedAt !== undefined && lastUsedAt <= asOf && asOf < lastUsedAt + days * DAY)
}

export type ListCount = { kind: 'share'; numerator: bigint; denominator: bigint } | { kind: 'count'; value: bigint }

export function countListNaively(entries: readonly KnownEntry[], definition: ListDefinition, question: { readonly asOf: number; readonly areas: ReadonlySet<string> }): ListCount {
  const { asOf, areas } = question
  const present = (register: string) =>
    entries.filter((entry) => entry.register === register).flatMap(({ statements }) => {
      const standing = standingAt(statements, asOf)
      if (standing === undefined || !areas.has(standing.area ?? 'city') || (standing.status !== undefined && definition.leftOut.includes(standing.status))) return []
      const counts = standing.status !== undefined && definition.counted.includes(standing.status) &&
        (definition.usedWithinDays === undefined || isUsed(statements, asOf, definition.usedWithinDays))
      return [{ counts, group: standing.group, key: statements[0]?.fact.key ?? '' }]
    })
  const members = present(definition.register)
  const counted = members.filter(({ counts }) => counts)
  if (definition.result === 'count') return { kind: 'count', value: BigInt(counted.length) }
  if (definition.result === 'groups') return { kind: 'count', value: BigInt(new Set(counted.map(({ group }) => group).filter((group) => group !== '')).size) }
  if (definition.groupsOf === undefined) return { kind: 'share', numerator: BigInt(counted.length), denominator: BigInt(members.length) }
  const { register, every } = definition.groupsOf
  const groups = [...new Set(present(register).map(({ group, key }) => (group === '' ? key : group)))]
  const met = groups.filter((group) => {
    const own = members.filter((member) => member.group === group)
    return every ? own.length > 0 && own.every(({ counts }) => counts) : own.some(({ counts }) => counts)
  })
  return { kind: 'share', numerator: BigInt(met.length), denominator: BigInt(groups.length) }
}
