// Which parts of a record a feed's mapping stands on: only what it reads can be harmed by a drift.
import { hash } from 'node:crypto'
import { columnsRead } from '../feed-file/column-problems.ts'
import type { Feed } from '../feed-file/feed.ts'
import { fieldsOf } from '../feed-file/field-problems.ts'
import { compilePath, type Fields } from '../mapping/path.ts'

export interface WatchedField {
  readonly path: string
  /** The record's own key that the path begins with. */
  readonly key: string
  readonly read: (record: Fields) => unknown
  /** What a case has only once it has come so far: whole deliveries of new cases are without it. */
  readonly comesLater: boolean
}

export interface Watched {
  /** Digest of what the mapping says: with another one everything is learnt anew. */
  readonly mapping: string
  readonly fields: readonly WatchedField[]
  /** Numbers that a measurement is made of. */
  readonly numbers: readonly WatchedField[]
  /** Whose measurement it is: sizes are compared within one area and population only. */
  readonly groups: readonly WatchedField[]
  /** A fall of these is told: figures of a moment, which have no reason to begin anew. */
  readonly isSnapshot: boolean
  /** The whole content is compared: lists and measurements, which say the same thing again and again. */
  readonly hasContent: boolean
  readonly isList: boolean
}

const LATER: ReadonlySet<string> = new Set(['dispatchedAt', 'firstContactAt', 'closedAt', 'reopenedAt', 'cancelledAt', 'cancelled'])
const NUMBERS: ReadonlySet<string> = new Set(['numerator', 'denominator', 'percent', 'sumMs', 'count', 'value'])
const GROUPS: ReadonlySet<string> = new Set(['area', 'bureau', 'population', 'form'])

export function watchedOf(feed: Feed): Watched {
  const { mapping } = feed
  const watched = new Map<string, WatchedField>()
  const later = new Set(fieldsOf(mapping).flatMap(({ name, spec }) => (LATER.has(name) ? (spec.path ?? []) : [])))
  for (const { column, path } of columnsRead(feed)) if (!path.includes('*')) watched.set(path, { path, key: column, read: compilePath(path), comesLater: later.has(path) })
  const named = (names: ReadonlySet<string>): readonly WatchedField[] =>
    fieldsOf(mapping).flatMap(({ name, spec }) => (names.has(name) && spec.path !== undefined ? [watched.get(spec.path) ?? []].flat() : []))
  const isMeasurement = mapping.fact.kind === 'measurement'
  return {
    mapping: hash('sha256', JSON.stringify([mapping, feed.columns, feed.ignore, feed.delivery]), 'base64url').slice(0, 16),
    fields: [...watched.values()],
    numbers: isMeasurement ? named(NUMBERS) : [],
    groups: named(GROUPS),
    isSnapshot: 'form' in mapping && mapping.form.constant === 'snapshot',
    hasContent: isMeasurement || feed.delivery === 'list',
    isList: feed.delivery === 'list',
  }
}
