// Whether another feed file maps every sample that was right as before: proven from what it says, not from examples.
import type { Feed } from '../feed-file/feed.ts'

/**
 * `same`: nothing that facts follow from differs. `extends`: only samples that were refused can map otherwise. `unproven`: the places named may also
 * change what right samples become.
 */
export interface MappingChange {
  readonly proof: 'same' | 'extends' | 'unproven'
  /** JSON Pointers into the feed file; empty unless unproven. */
  readonly changed: readonly string[]
}

/** Facts do not follow from these. */
const BESIDE = new Set(['zh', 'en', 'bureau', 'contact', 'phone', 'catalogueCode', 'application', 'purpose', 'expires', 'cadenceMinutes', 'cadenceClock', 'schedule', 'file', 'columns', 'ignore'])

type Verdict = { readonly path: string; readonly extends: boolean }
type Values = Readonly<Record<string, unknown>>

export function compareMappings(before: Feed, after: Feed): MappingChange {
  const verdicts = [...compareColumns(before, after), ...compareParts('', withoutBeside(before), withoutBeside(after))]
  const changed = verdicts.filter((verdict) => !verdict.extends).map(({ path }) => path)
  return { proof: changed.length > 0 ? 'unproven' : verdicts.length > 0 ? 'extends' : 'same', changed }
}

const withoutBeside = (feed: Feed): Values => Object.fromEntries(Object.entries(feed).filter(([name]) => !BESIDE.has(name)))

/** A right record holds every column and nothing beside columns and ignored ones: fewer may be demanded and more may be allowed. */
function compareColumns(before: Feed, after: Feed): readonly Verdict[] {
  if (sameValue([before.columns, before.ignore], [after.columns, after.ignore])) return []
  if (after.columns === undefined) return [{ path: '/columns', extends: true }]
  if (before.columns === undefined) return [{ path: '/columns', extends: false }]
  const allowed = new Set([...after.columns, ...(after.ignore ?? [])])
  const demanded = new Set(before.columns)
  const everyAllowed = [...before.columns, ...(before.ignore ?? [])].every((column) => allowed.has(column))
  return [{ path: '/columns', extends: everyAllowed && after.columns.every((column) => demanded.has(column)) }]
}

function compareParts(path: string, before: Values, after: Values): readonly Verdict[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name): readonly Verdict[] => {
    const [one, other] = [before[name], after[name]]
    const place = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (sameValue(one, other)) return []
    if (path.startsWith('/mapping') && isRefusalLifted(name, one, other, before)) return [{ path: place, extends: true }]
    if (isPlain(one) && isPlain(other)) return path.startsWith('/mapping') && name === 'enum' ? compareTables(place, { before: one, after: other, otherwise: before['otherwise'] }) : compareParts(place, one, other)
    return [{ path: place, extends: false }]
  })
}

/** New entries of a table read what was refused, unless something else had been declared for it. */
function compareTables(path: string, { before, after, otherwise }: { readonly before: Values; readonly after: Values; readonly otherwise: unknown }): readonly Verdict[] {
  const kept = Object.entries(before).every(([text, meaning]) => Object.hasOwn(after, text) && after[text] === meaning)
  return [{ path, extends: kept && otherwise === undefined }]
}

/** A rule by which a sample was refused that now has an answer. */
function isRefusalLifted(name: string, before: unknown, after: unknown, field: Values): boolean {
  switch (name) {
    case 'otherwise':
      // Where there is no table, every text is read as it is and `otherwise` says nothing about right ones.
      return before === undefined && after !== undefined && isPlain(field['enum'])
    case 'empty':
      return before === 'reject' && (after === 'absent' || after === undefined)
    case 'whenEmpty':
      return (before === undefined || before === 'reject') && after === 'city'
    case 'whenExpired':
      return (before === undefined || before === 'reject') && after === 'successor'
    default:
      return false
  }
}

const isPlain = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, index) => sameValue(one, b[index]))
  if (!isPlain(a) || !isPlain(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]))
}
