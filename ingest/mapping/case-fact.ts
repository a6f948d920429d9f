// Records of cases: life-cycle fields read, then checked against each other.
import type { CaseFact, CaseFields } from '../../rules/facts/fact.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { flagReader } from './flag-field.ts'
import { identityReaders } from './identity-fields.ts'
import { instantListReader, instantReader } from './instant-field.ts'
import type { MappingContext } from './mapping-context.ts'
import type { CaseMapping } from './mapping-schema.ts'
import { refuse, warn } from './row.ts'
import type { Reader, Row } from './row.ts'
import { textReader } from './text-field.ts'
import type { InstantField, InstantListField } from './vocabulary.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type FieldWriter = (row: Row, fields: Mutable<CaseFields>) => void

const INSTANTS = ['acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt', 'dueAt', 'cancelledAt'] as const
const LISTS = ['closedAt', 'reopenedAt'] as const
const FLAGS = ['cancelled', 'directAnswer', 'complex', 'online'] as const

export interface CaseFeed {
  readonly source: string
  readonly completeness: 'full' | 'partial'
}

/** A whole record of an appeal must say when it was accepted, one of an event when it was filed. */
export function caseReader({ source, completeness }: CaseFeed, mapping: CaseMapping, context: MappingContext): Reader<CaseFact> {
  const { caseType } = mapping.fact
  const start = caseType === 'appeal' ? 'acceptedAt' : 'filedAt'
  const keyOf = textReader(mapping.key, { field: 'key', required: true }, context)
  const observedAtOf = instantReader(mapping.observedAt, { field: 'observedAt', required: true }, context)
  const identity = identityReaders(source, mapping, context)
  const writers = fieldWriters(mapping, completeness === 'full' ? start : undefined, context)
  const closedPath = mapping.closedAt === undefined ? undefined : asList(mapping.closedAt)[0]?.path
  return (row) => {
    const key = keyOf(row)
    const observedAt = observedAtOf(row)
    const withdrawn = identity.withdrawn(row) === true
    if (key === undefined || observedAt === undefined) return undefined
    const fields: Mutable<CaseFields> = {}
    if (!withdrawn) {
      for (const write of writers) write(row, fields)
      if (row.rejection === undefined) checkLifeCycle(row, fields, context.city.zone, closedPath)
    }
    const base = identity.complete(row, key, observedAt, withdrawn)
    return row.rejection === undefined ? { kind: 'case', caseType, completeness, ...base, fields } : undefined
  }
}

function asList(declared: InstantListField): readonly InstantField[] {
  return Array.isArray(declared) ? declared : [declared]
}

function fieldWriters(mapping: CaseMapping, required: string | undefined, context: MappingContext): readonly FieldWriter[] {
  const writers: FieldWriter[] = []
  for (const field of INSTANTS) {
    const spec = mapping[field]
    if (spec === undefined) continue
    const read = instantReader(spec, { field, required: field === required, mayLieAhead: field === 'dueAt' }, context)
    writers.push((row, fields) => {
      const instant = read(row)
      if (instant !== undefined) fields[field] = instant
    })
  }
  for (const field of LISTS) {
    const specs = mapping[field]
    if (specs === undefined) continue
    const read = instantListReader(asList(specs), { field, required: false }, context)
    writers.push((row, fields) => {
      const instants = read(row)
      if (instants !== undefined) fields[field] = instants
    })
  }
  for (const field of FLAGS) {
    const spec = mapping[field]
    if (spec === undefined) continue
    const read = flagReader(spec, { field, required: false }, context)
    writers.push((row, fields) => {
      const flag = read(row)
      if (flag !== undefined) fields[field] = flag
    })
  }
  return writers
}

function checkLifeCycle(row: Row, fields: CaseFields, zone: Zone, closedPath: string | undefined): void {
  const { acceptedAt, dispatchedAt, firstContactAt, filedAt, closedAt, reopenedAt, dueAt } = fields
  const start = acceptedAt ?? filedAt ?? dispatchedAt
  const firstClosed = closedAt?.[0]
  const firstReopened = reopenedAt?.[0]
  const order = (early: number, late: number): string => `${zone.format(early)} < ${zone.format(late)}`
  if (start === undefined && isEmpty(fields)) {
    refuse(row, { code: 'nothing-stated', field: 'record' })
  } else if (firstClosed !== undefined && start !== undefined && firstClosed < start) {
    refuse(row, { code: 'closed-before-start', field: 'closedAt', path: closedPath, value: zone.format(firstClosed), detail: order(firstClosed, start) })
  } else if (firstContactAt !== undefined && dispatchedAt !== undefined && firstContactAt < dispatchedAt) {
    refuse(row, { code: 'contact-before-dispatch', field: 'firstContactAt', value: zone.format(firstContactAt), detail: order(firstContactAt, dispatchedAt) })
  } else if (firstReopened !== undefined && firstClosed !== undefined && firstReopened < firstClosed) {
    refuse(row, { code: 'reopened-before-closed', field: 'reopenedAt', value: zone.format(firstReopened) })
  } else {
    if (dueAt !== undefined && start !== undefined && dueAt < start) {
      warn(row, { code: 'due-before-start', field: 'dueAt', value: zone.format(dueAt), reason: { zh: '办理时限早于受理或立案', en: 'Due before it was accepted or filed' } })
    }
    if (dispatchedAt !== undefined && acceptedAt !== undefined && dispatchedAt < acceptedAt) {
      warn(row, { code: 'dispatched-before-accepted', field: 'dispatchedAt', value: zone.format(dispatchedAt), reason: { zh: '派单早于受理', en: 'Dispatched before it was accepted' } })
    }
  }
}

function isEmpty(fields: CaseFields): boolean {
  for (const _ in fields) return false
  return true
}
