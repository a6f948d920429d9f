// From the fields and first rows of a source to a proposed mapping: pure, the same for the same rows whatever the order of columns, and never a guess where two answers are right.
import type { City } from '../../rules/city/city.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { DiscoveredField } from '../adapters/adapter.ts'
import { columnsRead } from '../feed-file/column-problems.ts'
import { checkFeed } from '../feed-file/check-feed.ts'
import type { FeedModel } from '../feed-file/feed-scope.ts'
import type { Sample } from '../samples/sample.ts'
import { commonWords, type Template } from '../templates/template.ts'
import { columnsOf, type Column } from './columns.ts'
import { draftFeed, type FeedHead } from './draft-feed.ts'
import { plannedFields, type PlannedField } from './fields.ts'
import { matchName, NOT_KNOWN, type KnownNames, type NameMatch } from './known-names.ts'
import type { Candidate, Choice, Confidence, Fit, Proposal, ProposedField } from './proposal.ts'
import { rankTemplates } from './rank-templates.ts'
import { readColumn } from './read-column.ts'
import { findHabit, type DateHabit } from './read-dates.ts'

export interface ProposeOptions {
  readonly fields: readonly DiscoveredField[]
  readonly samples: readonly Sample[]
  readonly city: City
  readonly model: FeedModel
  /** The instant at which areas and bureaus are looked up. */
  readonly at: Instant
  /** The one that fits best when left out. */
  readonly template?: Template | undefined
  readonly adapter: Readonly<Record<string, unknown>>
  readonly head?: FeedHead | undefined
  readonly choices?: Readonly<Record<string, Choice>> | undefined
}

/** Fields that may read one column: what tells a record apart may also be what it belongs to. */
const SHARED: ReadonlySet<string> = new Set(['key', 'group', 'area', 'bureau', 'filter'])

const EXAMPLES = 5
const CANDIDATES = 6

/** A column that may be a field, with how well its name is known and how its texts are read. */
interface Pair {
  readonly planned: PlannedField
  readonly column: Column
  readonly match: NameMatch
  readonly fit: Fit
}

export function propose(options: ProposeOptions): Proposal {
  const found = columnsOf(options.fields, options.samples)
  const ranked = rankTemplates(found)
  const template = options.template ?? ranked[0]?.template
  if (template === undefined) throw new Error('There are no templates.')
  // A form has the columns that we give it.
  const columns = template.feed.adapter.kind === 'manual' ? columnsOf(columnsRead(template.feed).map(({ column }) => ({ path: column })), []) : found
  const plan = plannedFields(template)
  const habit = findHabit(columns, options.city.zone)
  const pairs = plan.flatMap((planned) => columns.flatMap((column) => pairOf(planned, column, { template, habit, options }) ?? []))
  const fields = withPaths(plan, pairs).map(({ planned, pair }) => proposedField(planned, pair, { columns, pairs, template, habit, options }))
  const used = new Set(fields.flatMap(({ path }) => path ?? []))
  const text = draftFeed({ template, fields, columns, adapter: options.adapter, head: options.head ?? {} })
  const reading = checkFeed(text, `${options.head?.id ?? template.id}.feed.yaml`, { city: options.city, model: options.model })
  const problems = reading.ok ? [] : reading.problems
  return {
    template: template.id,
    templates: ranked.map(({ template: { id, zh, en }, recognised, of }) => ({ id, zh, en, recognised, of })),
    fields,
    unused: columns.map(({ path }) => path).filter((path) => !used.has(path)),
    text,
    problems,
    ready: problems.length === 0 && fields.every(({ state }) => state === 'mapped' || state === 'left-out'),
  }
}

interface Asked {
  readonly template: Template
  readonly habit: DateHabit | undefined
  readonly options: ProposeOptions
}

/** Undefined where neither the name nor the texts speak for it. */
function pairOf(planned: PlannedField, column: Column, { template, habit, options }: Asked): Pair | undefined {
  const choice = options.choices?.[planned.field]
  const match = matchName(column, namesOf(planned.field, template))
  const chosen = choice?.path === column.path
  // Without a known name only places are recognised by what stands in them; other columns are offered, not taken.
  if (match.kind === 'none' && !chosen && !['area', 'bureau', 'instant'].includes(planned.role)) return undefined
  const fit = readColumn(column, { planned, template, city: options.city, at: options.at, choice, habit })
  if (match.kind === 'none' && !chosen && fit.state !== 'fits') return undefined
  return { planned, column, match, fit }
}

export function namesOf(field: string, template: Template): KnownNames {
  return { own: template.names[field] ?? [], common: commonWords().names[field] ?? [] }
}

/** Gives each field the column that speaks for it best; the best pair of all goes first. */
function withPaths(plan: readonly PlannedField[], pairs: readonly Pair[]): readonly { readonly planned: PlannedField; readonly pair: Pair | undefined }[] {
  const order = new Map(plan.map(({ field }, index) => [field, index]))
  const byStrength = pairs.filter(isTakeable).toSorted((a, b) =>
    strength(b) - strength(a) || (order.get(a.planned.field) ?? 0) - (order.get(b.planned.field) ?? 0) || (a.column.path < b.column.path ? -1 : 1))
  const taken = new Map<string, PlannedField[]>()
  const given = new Map<string, Pair>()
  for (const pair of byStrength) {
    const { planned, column } = pair
    const holders = taken.get(column.path) ?? []
    if (given.has(planned.field) || !holders.every((holder) => SHARED.has(holder.field) && SHARED.has(planned.field))) continue
    given.set(planned.field, pair)
    taken.set(column.path, [...holders, planned])
  }
  return plan.map((planned) => ({ planned, pair: given.get(planned.field) }))
}

/** By name, unless its texts cannot be it; by texts alone only where they name places. */
function isTakeable({ planned, match, fit }: Pair): boolean {
  if (match.kind === 'none') return planned.role === 'area' || planned.role === 'bureau'
  return fit.state !== 'fails' || match.kind === 'exact'
}

const strength = ({ match, fit }: Pair): number => match.rank * 4 + { fits: 3, asks: 2, blank: 1, fails: -600 }[fit.state]

interface Surroundings extends Asked {
  readonly columns: readonly Column[]
  readonly pairs: readonly Pair[]
}

function proposedField(planned: PlannedField, found: Pair | undefined, { columns, pairs, template, habit, options }: Surroundings): ProposedField {
  const { field, zh, en, required } = planned
  const choice = options.choices?.[field]
  const allowed = template.values?.[field]?.map(({ ours, zh: valueZh, en: valueEn }) => ({ value: ours, zh: valueZh, en: valueEn }))
  const head = {
    field, zh, en, required, candidates: candidatesOf(pairs.filter((pair) => pair.planned.field === field)), ...(allowed === undefined ? {} : { allowed }),
  }
  const none = { path: null, confidence: null, examples: [] } as const
  if (choice?.constant !== undefined) return { ...head, ...none, state: 'mapped', constant: choice.constant, confidence: 'certain', reason: { zh: `固定为 ${choice.constant}`, en: `always ${choice.constant}, as chosen` } }
  if (choice?.received === true && field === 'observedAt') return { ...head, ...none, state: 'mapped', received: true, confidence: 'certain', reason: { zh: '以收到的时刻为准（每次报送都算一次新的说法）', en: 'the moment of receipt (every delivery counts as a new statement)' } }
  if (choice?.path === null) return { ...head, ...none, state: required ? 'missing' : 'left-out', reason: required ? { zh: `“${zh}”不能没有：请指定一列`, en: `"${en}" is needed: choose a column` } : { zh: '不接入', en: 'left out, as chosen' } }
  const column = choice?.path === undefined ? undefined : columns.find(({ path }) => path === choice.path)
  if (choice?.path !== undefined && column === undefined) return { ...head, ...none, path: choice.path, state: 'asked', reason: { zh: `来源没有“${choice.path}”这一列：请另选`, en: `the source has no column "${choice.path}": choose another` } }
  const pair = column === undefined ? found : { planned, column, match: NOT_KNOWN, fit: readColumn(column, { planned, template, city: options.city, at: options.at, choice, habit }) }
  if (pair === undefined) return { ...head, ...absentField(planned, template) }
  return { ...head, ...mappedField(pair, column !== undefined) }
}

function mappedField({ column, match, fit }: Pair, chosen: boolean): Pick<ProposedField, 'state' | 'path' | 'confidence' | 'reason' | 'examples' | 'date' | 'by' | 'unit' | 'values'> {
  const { state, says, ...reading } = fit
  const name = chosen ? { zh: '由人指定', en: 'as chosen' } : nameReason(match)
  return {
    state: state === 'asks' || state === 'fails' ? 'asked' : 'mapped', path: column.path, confidence: chosen ? (state === 'fits' ? 'certain' : 'likely') : confidenceOf(match, fit),
    reason: { zh: `${name.zh}；${says.zh}`, en: `${name.en}; ${says.en}` }, examples: [...column.texts.keys()].slice(0, EXAMPLES), ...reading,
  }
}

function absentField({ zh, en, required, field, without }: PlannedField, template: Template): Pick<ProposedField, 'state' | 'path' | 'constant' | 'confidence' | 'reason' | 'examples'> {
  const absent = template.absent?.[field]
  if (absent !== undefined) return { state: 'mapped', path: null, constant: absent.constant, confidence: 'likely', reason: { zh: absent.zh, en: absent.en }, examples: [] }
  if (!required) return { state: 'left-out', path: null, confidence: null, reason: { zh: `没有找到这一列${without === undefined ? '' : `；${without.zh}`}`, en: `no such column was found${without === undefined ? '' : `; ${without.en}`}` }, examples: [] }
  const received = field === 'observedAt' ? { zh: '，或选“以收到的时刻为准”', en: ', or take the moment of receipt' } : { zh: '', en: '' }
  return { state: 'missing', path: null, confidence: null, reason: { zh: `没有找到“${zh}”：请指定一列${received.zh}`, en: `"${en}" was not found: choose a column${received.en}` }, examples: [] }
}

function candidatesOf(pairs: readonly Pair[]): readonly Candidate[] {
  return pairs.toSorted((a, b) => strength(b) - strength(a) || (a.column.path < b.column.path ? -1 : 1)).slice(0, CANDIDATES).map(({ column, match, fit }) => {
    const name = nameReason(match)
    return { path: column.path, confidence: confidenceOf(match, fit), reason: { zh: `${name.zh}；${fit.says.zh}`, en: `${name.en}; ${fit.says.en}` } }
  })
}

function nameReason({ kind, name }: NameMatch): { readonly zh: string; readonly en: string } {
  switch (kind) {
    case 'exact':
      return { zh: '列名是常用名称', en: 'a name that is known' }
    case 'comment':
      return { zh: `来源注明是“${name}”`, en: `the source calls it "${name}"` }
    case 'part':
      return { zh: `列名含“${name}”`, en: `the name holds "${name}"` }
    case 'none':
      return { zh: '列名不认识，按内容判断', en: 'an unknown name, judged by what stands in it' }
  }
}

function confidenceOf({ kind }: NameMatch, { state }: Fit): Confidence {
  if (kind === 'none' || state === 'fails') return 'unsure'
  const named = kind === 'exact' || kind === 'comment'
  if (state === 'fits') return named ? 'certain' : 'likely'
  return named ? 'likely' : 'unsure'
}
