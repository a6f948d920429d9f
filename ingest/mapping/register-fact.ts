// Rows of lists.
import type { RegisterFact } from '../../rules/facts/fact.ts'
import { identityReaders } from './identity-fields.ts'
import { instantReader } from './instant-field.ts'
import type { MappingContext } from './mapping-context.ts'
import type { RegisterMapping } from './mapping-schema.ts'
import { refuse } from './row.ts'
import type { Reader } from './row.ts'
import { textReader } from './text-field.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Times = Pick<RegisterFact, 'since' | 'validFrom' | 'validTo' | 'lastUsedAt'>

const TIMES = ['since', 'validFrom', 'validTo', 'lastUsedAt'] as const
/** Status of a tombstone that states none; nothing reads it. */
const WITHDRAWN = 'withdrawn'

export function registerReader(source: string, mapping: RegisterMapping, context: MappingContext): Reader<RegisterFact> {
  const { register } = mapping.fact
  const keyOf = textReader(mapping.key, { field: 'key', required: true }, context)
  const observedAtOf = instantReader(mapping.observedAt, { field: 'observedAt', required: true }, context)
  const statusOf = textReader(mapping.status, { field: 'status', required: true, allowed: context.allowed }, context)
  const groupOf = mapping.group === undefined ? undefined : textReader(mapping.group, { field: 'group', required: false }, context)
  const identity = identityReaders(source, mapping, context)
  const times = TIMES.flatMap((field) => {
    const spec = mapping[field]
    const mayLieAhead = field === 'validFrom' || field === 'validTo'
    return spec === undefined ? [] : [{ field, read: instantReader(spec, { field, required: false, mayLieAhead }, context) }]
  })
  return (row) => {
    const key = keyOf(row)
    const observedAt = observedAtOf(row)
    const withdrawn = identity.withdrawn(row) === true
    if (key === undefined || observedAt === undefined) return undefined
    const base = identity.complete(row, key, observedAt, withdrawn)
    if (withdrawn) return row.rejection === undefined ? { kind: 'register-entry', register, status: WITHDRAWN, ...base } : undefined
    const status = statusOf(row)
    const stated: Mutable<Times> = {}
    for (const { field, read } of times) {
      const instant = read(row)
      if (instant !== undefined) stated[field] = instant
    }
    const group = groupOf?.(row)
    const { validFrom, validTo } = stated
    if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) {
      const { zone } = context.city
      refuse(row, { code: 'ends-before-start', field: 'validTo', path: mapping.validTo?.path, value: zone.format(validTo), detail: `${zone.format(validTo)} < ${zone.format(validFrom)}` })
    }
    if (status === undefined || row.rejection !== undefined) return undefined
    return { kind: 'register-entry', register, status, ...base, ...stated, ...(group === undefined ? {} : { group }) }
  }
}
