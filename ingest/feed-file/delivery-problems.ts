// How a feed delivers, and whether its mapping states what a fact of its kind cannot do without.
import { coverageFields } from '../mapping/coverage.ts'
import type { CaseMapping, MeasurementMapping } from '../mapping/mapping-schema.ts'
import type { FeedFlaw } from './feed-flaw.ts'
import type { Feed } from './feed.ts'

const LIFE_CYCLE = ['acceptedAt', 'dispatchedAt', 'firstContactAt', 'filedAt', 'closedAt', 'reopenedAt', 'dueAt', 'cancelledAt', 'cancelled', 'directAnswer', 'complex', 'online'] as const

const DELIVERIES = { case: ['full', 'partial'], 'register-entry': ['list', 'changes'], measurement: [undefined] } as const

export function deliveryProblems(feed: Feed): readonly FeedFlaw[] {
  const { mapping } = feed
  const kind = 'status' in mapping ? 'register-entry' : 'form' in mapping ? 'measurement' : 'case'
  const allowed: readonly (string | undefined)[] = DELIVERIES[kind]
  const flaws: FeedFlaw[] = []
  if (!allowed.includes(feed.delivery)) {
    const wanted = kind === 'measurement' ? 'leave it out' : `write ${allowed.join(' or ')}`
    flaws.push({ at: '/delivery', message: `The delivery ${feed.delivery === undefined ? 'is missing' : `"${feed.delivery}" is not one of a ${kind}`}: ${wanted}.` })
  }
  if ('status' in mapping) return [...flaws, ...coverageProblems(feed, 'register-entry')]
  if ('form' in mapping) return [...flaws, ...measurementProblems(mapping), ...coverageProblems(feed, 'measurement')]
  return [...flaws, ...caseProblems(mapping, feed.delivery), ...coverageProblems(feed, 'case')]
}

function caseProblems(mapping: CaseMapping, delivery: Feed['delivery']): readonly FeedFlaw[] {
  const { caseType } = mapping.fact
  const flaws: FeedFlaw[] = []
  const start = caseType === 'appeal' ? 'acceptedAt' : 'filedAt'
  if (delivery !== 'partial' && mapping[start] === undefined) {
    flaws.push({ at: '/mapping', message: `Whole records of the type ${caseType} need "${start}": map it, or declare delivery: partial.` })
  }
  if (LIFE_CYCLE.every((field) => mapping[field] === undefined)) flaws.push({ at: '/mapping', message: `The mapping states nothing about a case: map one of ${LIFE_CYCLE.join(', ')}.` })
  if (caseType === 'event' && mapping.directAnswer !== undefined) flaws.push({ at: '/mapping/directAnswer', message: 'Events are not answered on a call: leave "directAnswer" out.' })
  return flaws
}

const QUANTITIES = { numerator: 'share', denominator: 'share', percent: 'share', sumMs: 'mean', count: 'mean', value: 'count' } as const

/** What kind of quantity a measurement's mapped fields make up, or undefined where they do not make up one. */
export function quantityOf(mapping: MeasurementMapping): 'share' | 'mean' | 'count' | undefined {
  const kinds = new Set(Object.entries(QUANTITIES).flatMap(([field, kind]) => (Reflect.get(mapping, field) === undefined ? [] : [kind])))
  const [kind] = kinds
  if (kinds.size !== 1) return undefined
  if (kind === 'share' && (mapping.numerator === undefined || mapping.denominator === undefined)) return undefined
  return kind === 'mean' && (mapping.sumMs === undefined || mapping.count === undefined) ? undefined : kind
}

function measurementProblems(mapping: MeasurementMapping): readonly FeedFlaw[] {
  const flaws: FeedFlaw[] = []
  if (mapping.percent !== undefined && mapping.numerator === undefined) {
    flaws.push({ at: '/mapping/percent', message: 'A bare percentage can be neither summed nor judged: map "numerator" and "denominator"; "percent" only checks them.' })
  } else if (quantityOf(mapping) === undefined) {
    flaws.push({ at: '/mapping', message: 'A measurement is "numerator" and "denominator", or "sumMs" and "count", or "value": map exactly one of these.' })
  }
  const form = mapping.form.constant
  if (form !== undefined && form !== 'snapshot' && mapping.from === undefined) flaws.push({ at: '/mapping', message: `A measurement of the form ${form} has a beginning: map "from".` })
  return flaws
}

function coverageProblems({ coverage, mapping }: Feed, kind: keyof typeof coverageFields): readonly FeedFlaw[] {
  if (coverage.until !== 'max-of') return []
  const fields: readonly string[] = coverageFields[kind]
  if (!fields.includes(coverage.field)) return [{ at: '/coverage/field', message: `Coverage cannot follow "${coverage.field}": write one of ${fields.join(', ')}.` }]
  if (Reflect.get(mapping, coverage.field) === undefined && !(kind === 'measurement' && coverage.field === 'observedAt')) {
    return [{ at: '/coverage/field', message: `Coverage follows "${coverage.field}", which is not mapped: map it, or name another field.` }]
  }
  return []
}
