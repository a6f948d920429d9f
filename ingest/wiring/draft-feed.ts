// Writes the feed file of a proposal: the template's text with its comments, the columns that were found, and «...» where something is still to be decided.
import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml'
import { placeholder, type Template } from '../templates/template.ts'
import type { Column } from './columns.ts'
import { wordsOf } from './fields.ts'
import type { ProposedField } from './proposal.ts'
import { dictionaryOf } from './read-values.ts'

/** What stands above the mapping and is not found in the source. An empty text leaves the key out, where it need not be there. */
export interface FeedHead {
  readonly id?: string
  readonly zh?: string
  readonly en?: string
  readonly source?: string
  readonly delivery?: 'full' | 'partial' | 'list' | 'changes'
  readonly cadenceMinutes?: number
  readonly bureau?: string
  readonly contact?: string
  readonly phone?: string
  readonly catalogueCode?: string
  readonly application?: string
  readonly purpose?: string
  readonly expires?: string
  /** For templates of measurements: whose figures they are. */
  readonly indicator?: string
}

export interface Draft {
  readonly template: Template
  readonly fields: readonly ProposedField[]
  readonly columns: readonly Column[]
  readonly adapter: Readonly<Record<string, unknown>>
  readonly head: FeedHead
}

const HEAD = ['id', 'zh', 'en', 'source', 'delivery', 'cadenceMinutes', 'bureau', 'contact', 'phone', 'catalogueCode', 'application', 'purpose', 'expires'] as const

export function draftFeed({ template, fields, columns, adapter, head }: Draft): string {
  const document: Document = parseDocument(template.text)
  const root = document.contents
  if (!isMap<unknown, unknown>(root)) throw new Error(`The template ${template.id} holds no feed.`)
  for (const key of HEAD) {
    if (head[key] === '') root.delete(key)
    else if (head[key] !== undefined) setHead(document, root, key, head[key])
  }
  document.set('adapter', document.createNode(adapter, { flow: true }))
  if (HANDED_OVER.has(adapter['kind']) && fields.some(({ field, path }) => field === 'observedAt' && path !== null)) {
    document.set('coverage', document.createNode({ until: 'max-of', field: 'observedAt' }, { flow: true }))
  }
  const mapping = root.get('mapping')
  if (!isMap<unknown, unknown>(mapping)) throw new Error(`The template ${template.id} has no mapping.`)
  const [indicator, ...others] = template.indicators
  if ('indicator' in template.feed.mapping.fact && (head.indicator !== undefined || others.length === 0)) mapping.setIn(['fact', 'indicator'], head.indicator ?? indicator)
  const dates = commonFormat(fields) ?? template.feed.mapping.dates?.format
  if (dates !== undefined) mapping.set('dates', document.createNode({ format: dates }, { flow: true }))
  writeBlanks(document, mapping, fields, columns)
  for (const field of fields) writeField(document, mapping, { field, template, dates })
  writeAgain(document, mapping, fields, dates)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** A file that somebody hands over tells up to its newest record, whenever it is handed over. */
const HANDED_OVER: ReadonlySet<unknown> = new Set(['upload', 'csv-file'])

/** A key that the template lacks goes where feed files have it: before the mapping, after those that come before it. */
function setHead(document: Document, root: YAMLMap, key: (typeof HEAD)[number], value: unknown): void {
  if (root.has(key)) {
    const known = root.get(key, true)
    if (isScalar(known)) known.value = value
    return
  }
  const pair = document.createPair(key, value)
  const before = HEAD.slice(0, HEAD.indexOf(key))
  const places = root.items.map(({ key: name }, index) => (isScalar(name) && before.some((earlier) => earlier === name.value) ? index : -1))
  root.items.splice(Math.max(0, ...places) + 1, 0, pair)
}

/** The form in which most of the mapped dates are written. */
function commonFormat(fields: readonly ProposedField[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { state, path, date } of fields) if (path !== null && state === 'mapped' && date !== undefined) counts.set(date.format, (counts.get(date.format) ?? 0) + 1)
  return [...counts].reduce<readonly [string, number] | undefined>((most, one) => (most === undefined || one[1] > most[1] ? one : most), undefined)?.[0]
}

/** Dashes that stand for nothing in a column that is read. */
function writeBlanks(document: Document, mapping: YAMLMap, fields: readonly ProposedField[], columns: readonly Column[]): void {
  const read = new Set(fields.flatMap(({ path }) => path ?? []))
  const known = mapping.get('blanks')
  const blanks = new Set(isSeq(known) ? known.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : [])) : [])
  for (const { path, dashes } of columns) if (read.has(path)) for (const dash of dashes) blanks.add(dash)
  if (blanks.size === 0) return
  const node = document.createNode([...blanks], { flow: true })
  if (known !== undefined) return void mapping.set('blanks', node)
  const after = mapping.items.findIndex(({ key }) => isScalar(key) && (key.value === 'dates' || key.value === 'fact'))
  mapping.items.splice(after + 1, 0, document.createPair('blanks', node))
}

interface Written {
  readonly field: ProposedField
  readonly template: Template
  readonly dates: string | undefined
}

/** Fields whose spec is a list of one path for each column. */
const LISTS: ReadonlySet<string> = new Set(['closedAt', 'reopenedAt'])

function writeField(document: Document, mapping: YAMLMap, { field, template, dates }: Written): void {
  const { field: name } = field
  if (name === 'closedAgainAt') return
  if (name === 'filter') return void mapping.setIn(['filter', 0, 'path'], field.path ?? placeholder(field.zh))
  if (field.state === 'left-out') return void mapping.delete(name)
  const declared: unknown = Reflect.get(template.feed.mapping, name)
  const kept = keptOf(Array.isArray(declared) ? declared[0] : declared)
  const spec = { ...specOf(field, template, dates), ...kept, ...keptDate(field, Array.isArray(declared) ? declared[0] : declared) }
  mapping.set(name, document.createNode(LISTS.has(name) ? [spec] : spec, { flow: true }))
}

/** What a template says of a field beside where it comes from. */
function keptOf(declared: unknown): Record<string, unknown> {
  if (typeof declared !== 'object' || declared === null) return {}
  return Object.fromEntries(Object.entries(declared).filter(([key]) => ['empty', 'whenEmpty', 'whenExpired', 'scale'].includes(key)))
}

/** Where no row told how a date is written, the template's own word holds. */
function keptDate({ path, date }: ProposedField, declared: unknown): Record<string, unknown> {
  const own: unknown = typeof declared === 'object' && declared !== null ? Reflect.get(declared, 'date') : undefined
  return path === null || date !== undefined || own === undefined ? {} : { date: own }
}

function specOf(field: ProposedField, template: Template, dates: string | undefined): Record<string, unknown> {
  const { field: name, constant, received, date, by, unit } = field
  const { role } = wordsOf(name)
  if (received === true) return { received: true }
  if (constant !== undefined) return { constant: constant === 'true' || constant === 'false' ? constant === 'true' : constant }
  const path = field.state === 'missing' ? placeholder(field.zh) : (field.path ?? placeholder(field.zh))
  switch (role) {
    case 'instant':
      if (field.state === 'asked' && date !== undefined) return { path, date: { format: placeholder(date.others.length > 1 ? date.others.join(' / ') : date.format) } }
      return date === undefined || date.format === dates ? { path } : { path, date: { format: date.format } }
    case 'values':
      return { path, enum: enumOf(field, template) }
    case 'area':
    case 'bureau':
      return placeSpec({ path, by: by ?? 'code' }, field)
    case 'duration':
      return { path, unit: field.state === 'asked' ? placeholder('unit') : (unit?.name ?? 'h') }
    case 'percent':
      return { path, scale: field.state === 'asked' ? placeholder('scale') : (unit?.name ?? '0-100') }
    case 'key':
    case 'text':
    case 'count':
    case 'whole':
      return { path }
  }
}

function enumOf(field: ProposedField, template: Template): Record<string, unknown> {
  const known = template.values?.[field.field] ?? []
  const isFlag = known.every(({ ours }) => ours === 'true' || ours === 'false')
  const open = (field.values ?? []).filter(({ ours }) => ours === null).map(({ text }): readonly [string, string] => [text, placeholder('?')])
  const entries = [...Object.entries(dictionaryOf(field.values ?? [], known)), ...open]
  return Object.fromEntries(entries.map(([text, ours]) => [text, isFlag && (ours === 'true' || ours === 'false') ? ours === 'true' : ours]))
}

/** A dictionary is only needed where a person matched a text that the city does not know; then every text of the sample is listed by code. */
function placeSpec(spec: { readonly path: string; readonly by: 'code' | 'name' }, { values = [], matched }: ProposedField): Record<string, unknown> {
  if (matched !== true) return spec
  return { path: spec.path, by: 'code', enum: Object.fromEntries(values.flatMap(({ text, ours }) => (ours === null ? [] : [[text, ours]]))) }
}

/** 再次办结: a second column of the same list. */
function writeAgain(document: Document, mapping: YAMLMap, fields: readonly ProposedField[], dates: string | undefined): void {
  const again = fields.find(({ field }) => field === 'closedAgainAt')
  const closed = mapping.get('closedAt')
  if (again?.path === undefined || again.path === null || !isSeq(closed)) return
  const format = again.date?.format
  closed.add(document.createNode({ path: again.path, ...(format === undefined || format === dates ? {} : { date: { format } }) }, { flow: true }))
}
