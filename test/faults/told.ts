// What the writers of a storm tell, each delivery following from its seed and number alone: writers overlap in whom they speak of, and repeat each other.
import type { Delivery } from '../../ingest/intake/delivery.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { CaseFields, Fact, RegisterFact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { appeal, entry, event, feed, refusedSample } from '../db/contract/world.ts'
import { leaves } from '../rules/small-city.ts'
import { chanceOf, oneOf, type Below } from './chance.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** How late something is told of: on its day, and 1, 7, 45 and 400 days after. */
const LATE_DAYS = [0, 1, 7, 45, 400] as const
/** The lists that come whole, and those of which changes are told. */
export const WHOLE_LIST = 'data-resource'
const CHANGING: readonly (readonly [register: string, ...statuses: string[]])[] = [
  ['institution', 'in-scope', 'out-of-scope'], ['open-scenario', 'open', 'planned'], ['oneform-department', 'in-use', 'not-in-use'], ['service-item', 'offline', 'accept-online', 'fully-online'],
]
const GROUPS = ['g1', 'g2', 'g3'] as const
const LISTED = Array.from({ length: 12 }, (_, index) => `R${index}`)

export interface Teller {
  readonly seed: number
  /** The instant that is taken for the present: cases lie before it. */
  readonly base: Instant
  readonly writer: number
  readonly writers: number
}

export interface Told {
  readonly feed: Feed
  /** Those of one transaction. */
  readonly deliveries: readonly Delivery[]
}

/** The delivery of that number. */
export function toldBy(teller: Teller, number: number): Told {
  const below = chanceOf(teller.seed, teller.writer, number)
  const kind = below(20)
  if (kind < 3 && number > 0) {
    const again = toldBy({ ...teller, writer: below(teller.writers) }, below(number))
    const deliveries = again.deliveries.map((delivery) => (delivery.cursor === undefined ? delivery : { ...delivery, cursor: { number } }))
    return { deliveries, feed: feed(`${again.feed.id.replace(/-\d+$/, '')}-${teller.writer}`, again.feed.delivery) }
  }
  if (kind < 5) return { feed: feed(`list-${teller.writer}`, 'list'), deliveries: [wholeList(teller, number, below)] }
  if (kind < 8) return { feed: feed(`changes-${teller.writer}`, 'changes'), deliveries: [withRefused(teller, number, below, some(below, 4, (index) => changedEntry(teller, number, below, index)))] }
  const partial = kind < 11
  const facts = (part: number): readonly Fact[] => some(below, 9, (index) => aboutCase({ teller, number, below, index: part * 16 + index, partial }))
  const deliveries = Array.from({ length: 1 + Math.max(0, below(6) - 4) }, (_, part) => ({ ...withRefused(teller, number, below, facts(part)), cursor: { number } }))
  // A statement that two deliveries of one transaction make is stored by the first.
  if (deliveries.length > 1) deliveries.push({ facts: deliveries[0]?.facts ?? [], rejected: [], cursor: { number } })
  return { feed: feed(`${partial ? 'partial' : 'cases'}-${teller.writer}`, partial ? 'partial' : 'full'), deliveries }
}

const some = (below: Below, most: number, make: (index: number) => Fact): readonly Fact[] => Array.from({ length: 1 + below(most) }, (_, index) => make(index))

const withRefused = ({ writer }: Teller, number: number, below: Below, facts: readonly Fact[]): Delivery =>
  ({ facts, rejected: below(6) === 0 ? [refusedSample({ id: `${writer}/${number}` }), refusedSample({ id: 'the same of everybody' })] : [] })

/** No two statements have the same version, so which one is newer never depends on anything else; older ones often come later. */
const versionOf = ({ writer }: Teller, number: number, below: Below, index: number): number => (below(4) === 0 ? below(number + 1) : number) * 1_000_000_000 + number * 1_000 + writer * 100 + index

interface Telling {
  readonly teller: Teller
  readonly number: number
  readonly below: Below
  readonly index: number
  readonly partial: boolean
}

/** Filings, closings, reopenings, moves, corrections of values and times, and withdrawals of cases that all writers know. */
function aboutCase({ teller, number, below, index, partial }: Telling): Fact {
  const place = Math.floor(number / 3) + below(40)
  const key = `c${place}`
  const start = teller.base - (LATE_DAYS[place % LATE_DAYS.length] ?? 0) * DAY - (place % 60) * 37 * MINUTE - (below(5) === 0 ? below(3 * DAY) : 0)
  const version = versionOf(teller, number, below, index)
  const closedAt = Array.from({ length: below(3) }, () => start + below(60 * DAY))
  const reopenedAt = Array.from({ length: below(2) }, () => start + below(60 * DAY))
  const life: CaseFields = { closedAt, reopenedAt, ...(below(2) === 0 ? { online: true } : {}), ...(below(4) === 0 ? { complex: true } : {}) }
  const where = { area: oneOf(below, leaves), bureau: oneOf(below, [null, null, 'b1', 'b2']), version }
  const tell = place % 2 === 0 ? event : appeal
  if (below(14) === 0) return tell(key, {}, { version, completeness: 'partial', withdrawn: true })
  if (partial) return tell(key, life, { version, completeness: 'partial', ...(below(3) === 0 ? where : { area: null }) })
  const cancelled = below(16) === 0 ? { cancelledAt: start + below(90 * DAY) } : {}
  return tell === event
    ? event(key, { filedAt: start, ...life, ...cancelled }, where)
    : appeal(key, { acceptedAt: start, ...(below(8) === 0 ? {} : { dispatchedAt: start + below(DAY) }), ...(below(3) === 0 ? {} : { firstContactAt: start + below(3 * DAY) }), ...life, ...cancelled }, where)
}

/** Some of the rows, at a date that no other list has; older ones often come after newer ones. */
function wholeList(teller: Teller, number: number, below: Below): Delivery {
  const { base, writer } = teller
  const observedAt = base - (1 + below(400)) * DAY - (number * 8 + writer)
  const version = versionOf(teller, number, below, 0)
  const keys = LISTED.filter(() => below(3) > 0)
  const facts = (keys.length === 0 ? LISTED : keys).map((key) => listed({ register: WHOLE_LIST, key, observedAt, version, status: oneOf(below, ['approved', 'reviewing', 'draft']) }, below))
  return { facts, rejected: below(8) === 0 ? [refusedSample({ id: `${writer}/${number}`, list: true })] : [] }
}

function changedEntry(teller: Teller, number: number, below: Below, index: number): RegisterFact {
  const [register, ...statuses] = CHANGING[below(CHANGING.length)] ?? ['institution', 'in-scope']
  const observedAt = teller.base - below(400) * DAY - below(9) * 1_000
  const fact = { register, key: register === 'institution' ? oneOf(below, GROUPS) : `E${below(10)}`, observedAt, version: versionOf(teller, number, below, index), status: statuses[below(statuses.length)] ?? '' }
  const dates = { ...(below(4) === 0 ? { since: observedAt - below(90) * DAY } : {}), ...(register === 'oneform-department' ? { lastUsedAt: observedAt - below(60) * DAY } : {}) }
  return listed({ ...fact, ...dates, ...(below(10) === 0 ? { withdrawn: true as const } : {}) }, below)
}

const listed = (fact: Partial<RegisterFact> & { readonly key: string }, below: Below): RegisterFact =>
  entry(fact.key, { ...fact, area: oneOf(below, leaves), ...(fact.register === 'institution' ? {} : { group: oneOf(below, GROUPS) }) })
