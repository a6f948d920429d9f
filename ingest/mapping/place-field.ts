// Areas and bureaus: what a source calls them becomes a code of the city file, as of the fact's instant.
import type { Lookup } from '../../rules/city/city.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { cellReader } from './cell.ts'
import type { MappingContext } from './mapping-context.ts'
import { refuse } from './row.ts'
import type { Row } from './row.ts'
import type { AreaField, BureauField } from './vocabulary.ts'

/** A code, or null where the record names none. */
export type PlaceReader = (row: Row, at: Instant) => string | null

export function areaReader(spec: AreaField | undefined, context: MappingContext): PlaceReader {
  if (spec === undefined) return () => null
  const { areaByCode, areaByName } = context.city
  return placeReader('area', spec, spec.whenEmpty === 'city' ? 'none' : 'reject', spec.by === 'code' ? areaByCode : areaByName, context)
}

export function bureauReader(spec: BureauField | undefined, context: MappingContext): PlaceReader {
  if (spec === undefined) return () => null
  const { bureauByCode, bureauByName } = context.city
  return placeReader('bureau', spec, spec.empty === 'reject' ? 'reject' : 'none', spec.by === 'code' ? bureauByCode : bureauByName, context)
}

type Find = (text: string, at: Instant) => Lookup

function placeReader(field: 'area' | 'bureau', spec: Omit<AreaField, 'whenEmpty'>, whenBlank: 'none' | 'reject', find: Find, context: MappingContext): PlaceReader {
  const path = spec.path ?? ''
  const { constant } = spec
  const read = constant === undefined ? cellReader(path, field, context.blanks) : () => constant
  const listed = spec.enum === undefined ? undefined : new Map(Object.entries(spec.enum))
  const resolve = (lookup: Lookup, text: string, row: Row, at: Instant, follow: number): string | null => {
    switch (lookup.state) {
      case 'ok':
        return lookup.code
      case 'unknown':
        return refuse(row, { code: `unknown-${field}`, field, path, value: text }) ?? null
      case 'ambiguous':
        return refuse(row, { code: `ambiguous-${field}`, field, path, value: text, detail: lookup.codes.join(', ') }) ?? null
      case 'expired': {
        if (spec.whenExpired === 'successor' && lookup.successor !== undefined && follow > 0) {
          const next = field === 'area' ? context.city.areaByCode(lookup.successor, at) : context.city.bureauByCode(lookup.successor, at)
          return resolve(next, text, row, at, follow - 1)
        }
        const detail = lookup.successor === undefined ? lookup.code : `${lookup.code} -> ${lookup.successor}`
        return refuse(row, { code: `expired-${field}`, field, path, value: text, detail }) ?? null
      }
    }
  }
  return (row, at) => {
    const text = read(row)
    if (text === undefined) return whenBlank === 'none' ? null : (refuse(row, { code: 'missing', field, path }) ?? null)
    const name = listed === undefined ? text : (listed.get(text) ?? spec.otherwise)
    if (name === undefined) return refuse(row, { code: 'unlisted-value', field, path, value: text }) ?? null
    return resolve(find(name, at), text, row, at, 20)
  }
}
