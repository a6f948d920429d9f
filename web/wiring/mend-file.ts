// Small changes to a feed or city file that a person points at: comments and order of the file stay as they are.
import { isMap, isSeq, parseDocument, type Document } from 'yaml'

/** The field of the mapping that a refused sample names, or the head of its list where it is one of several. */
type Path = readonly (string | number)[]

/** What of a reason can be mended in the feed file by pointing. */
export type Mend =
  | { readonly kind: 'values'; readonly field: string }
  | { readonly kind: 'flags'; readonly field: string }
  | { readonly kind: 'date'; readonly field: string; readonly format: string }
  | { readonly kind: 'scale'; readonly field: string }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'place'; readonly place: 'area' | 'bureau' }
  | { readonly kind: 'none' }

export interface Refusal {
  readonly code: string
  readonly field: string
  readonly path: string | null
}

/** Which mend fits a reason, given the file as it is. */
export function mendOf(text: string, refusal: Refusal): Mend {
  const file = parseDocument(text)
  switch (refusal.code) {
    case 'unlisted-value':
      return isFlag(file, refusal.field) ? { kind: 'flags', field: refusal.field } : { kind: 'values', field: refusal.field }
    case 'not-a-flag':
      return { kind: 'flags', field: refusal.field }
    case 'unreadable-date':
    case 'date-out-of-range':
      return { kind: 'date', field: refusal.field, format: formatOf(file, refusal) }
    case 'wrong-scale':
      return { kind: 'scale', field: refusal.field }
    case 'unknown-column':
      return { kind: 'ignore' }
    case 'unknown-area':
    case 'ambiguous-area':
      return { kind: 'place', place: 'area' }
    case 'unknown-bureau':
    case 'ambiguous-bureau':
      return { kind: 'place', place: 'bureau' }
    default:
      return { kind: 'none' }
  }
}

/** A text of the source becomes a value of ours. */
export function setValue(text: string, field: string, theirs: string, ours: string): string {
  return changed(text, (file) => file.setIn(['mapping', field, 'enum', theirs], ours))
}

/** A text of the source means yes or no. A test by `equals` or `in` becomes a list of texts that mean yes. */
export function setFlag(text: string, field: string, theirs: string, means: boolean): string {
  return changed(text, (file) => {
    const at = ['mapping', field]
    const equal = file.getIn([...at, 'equals'])
    const list = file.getIn([...at, 'in'])
    if (typeof equal !== 'string' && !isSeq(list)) return file.setIn([...at, 'enum', theirs], means)
    if (!means) return
    const texts = typeof equal === 'string' ? [equal] : isSeq(list) ? (list.toJSON() as unknown[]) : []
    file.deleteIn([...at, 'equals'])
    file.setIn([...at, 'in'], [...texts, theirs])
  })
}

/** The dates of this field, or of all where the field declares none of its own, are written in another way. */
export function setDateFormat(text: string, refusal: Refusal, format: string): string {
  return changed(text, (file) => file.setIn([...dateOf(file, refusal), 'format'], format))
}

export function setScale(text: string, field: string, scale: string): string {
  return changed(text, (file) => file.setIn(['mapping', field, 'scale'], scale))
}

/** A column that is there and means nothing to us. */
export function ignoreColumn(text: string, column: string): string {
  return changed(text, (file) => {
    const list = file.get('ignore')
    if (isSeq(list)) list.add(column)
    else file.set('ignore', [column])
  })
}

/** Another name of an area or bureau in the city file; the file as it is where it has no such code. */
export function addAlias(text: string, { place, code, alias }: { readonly place: 'area' | 'bureau'; readonly code: string; readonly alias: string }): string {
  return changed(text, (file) => {
    const list = file.get(place === 'area' ? 'areas' : 'bureaus')
    const entry = isSeq(list) ? list.items.find((one) => isMap(one) && String(one.get('code')) === code) : undefined
    if (!isMap(entry)) return
    const aliases = entry.get('aliases')
    if (isSeq(aliases)) aliases.add(alias)
    else entry.set('aliases', file.createNode([alias], { flow: true }))
  })
}

function changed(text: string, change: (file: Document) => unknown): string {
  const file = parseDocument(text)
  const before = file.toString()
  change(file)
  // Lists stand where they stood, so that only the lines that say something else are others.
  return file.toString() === before ? text : file.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: !/^- /m.test(text) })
}

function isFlag(file: Document, field: string): boolean {
  const spec = file.getIn(['mapping', field, 'enum'])
  return isMap(spec) && spec.items.some(({ value }) => String(value) === 'true' || String(value) === 'false')
}

function dateOf(file: Document, { field, path }: Refusal): Path {
  const spec = file.getIn(['mapping', field])
  if (isMap(spec) && spec.has('date')) return ['mapping', field, 'date']
  const at = isSeq(spec) ? spec.items.findIndex((one) => isMap(one) && one.get('path') === path && one.has('date')) : -1
  return at === -1 ? ['mapping', 'dates'] : ['mapping', field, at, 'date']
}

function formatOf(file: Document, refusal: Refusal): string {
  const format = file.getIn([...dateOf(file, refusal), 'format'])
  return typeof format === 'string' ? format : 'ISO'
}
