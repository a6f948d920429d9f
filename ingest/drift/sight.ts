// What one delivery looks like, beside which the profile is held. Looks at some hundreds of its records at most, so that it costs little.
import { hash } from 'node:crypto'
import type { Fact } from '../../rules/facts/fact.ts'
import type { RejectedSample } from '../intake/delivery.ts'
import { rejectionOf } from '../mapping/rejection.ts'
import type { Sample, SampleRecord } from '../samples/sample.ts'
import { median } from './profile.ts'
import { classOf, type ValueClass } from './value-class.ts'
import type { Watched, WatchedField } from './watched-fields.ts'

export interface FieldSight {
  readonly keyed: number
  readonly filled: number
  readonly classes: Readonly<Partial<Record<ValueClass, number>>>
  /** Digests of some of its values. */
  readonly values: () => readonly string[]
  /** One value, for people. */
  readonly example: string
}

export interface Sight {
  /** Records that were looked at. */
  readonly records: number
  /** All that were delivered. */
  readonly delivered: number
  readonly keys: ReadonlySet<string>
  readonly fields: ReadonlyMap<string, FieldSight>
  /** Digests of values by key, of keys that no mapping reads: where a field that is gone may have moved to. */
  readonly others: () => ReadonlyMap<string, ReadonlySet<string>>
  /** Median size by group and field, `group|path`. */
  readonly sizes: ReadonlyMap<string, number>
  /** Digest of what is said, apart from when; '' where it is not compared. */
  readonly content: string
  /** Values that no enum lists, by path. */
  readonly unlisted: ReadonlyMap<string, readonly string[]>
}

const LOOKED_AT = 400
const VALUES_KEPT = 24
const OTHERS_KEPT = 40
const UNLISTED_KEPT = 10

export interface Delivered {
  readonly samples: readonly Sample[]
  readonly facts: readonly Fact[]
  readonly rejected: readonly RejectedSample[]
}

export function sightOf(watched: Watched, { samples, facts, rejected }: Delivered): Sight {
  const records = recordsOf(samples)
  const keys = new Set<string>()
  for (const record of records) for (const key in record) keys.add(key)
  const read = new Set(watched.fields.map(({ key }) => key))
  return {
    records: records.length, delivered: samples.length, keys,
    fields: new Map(watched.fields.map((field) => [field.path, fieldSight(field, records)])),
    others: () => new Map([...keys].filter((key) => !read.has(key)).slice(0, OTHERS_KEPT).map((key) => [key, new Set(digestsOf(records, (record) => record[key]))])),
    sizes: sizesOf(watched, records),
    content: watched.hasContent && samples.length > 0 ? contentOf(facts) : '',
    unlisted: unlistedOf(rejected),
  }
}

function recordsOf(samples: readonly Sample[]): readonly SampleRecord[] {
  const step = Math.max(1, Math.floor(samples.length / LOOKED_AT))
  const records: SampleRecord[] = []
  for (let at = 0; at < samples.length; at += step) {
    const sample = samples[at]
    if (sample !== undefined && 'record' in sample) records.push(sample.record)
  }
  return records
}

function fieldSight({ read, key }: WatchedField, records: readonly SampleRecord[]): FieldSight {
  let keyed = 0
  let filled = 0
  let example = ''
  const classes: Partial<Record<ValueClass, number>> = {}
  for (const record of records) {
    if (Object.hasOwn(record, key)) keyed++
    const value = read(record)
    const found = classOf(value)
    if (found === undefined) continue
    filled++
    classes[found] = (classes[found] ?? 0) + 1
    if (typeof value === 'string') example = value
  }
  return { keyed, filled, classes, values: () => digestsOf(records, read), example: rejectionOf({ code: 'wrong-type', field: '', value: example }).value }
}

function digestsOf(records: readonly SampleRecord[], read: (record: SampleRecord) => unknown): readonly string[] {
  const digests = new Set<string>()
  for (const record of records) {
    const value = read(record)
    if (typeof value === 'string' && value !== '') digests.add(hash('sha256', value, 'base64url').slice(0, 8))
    if (digests.size >= VALUES_KEPT) break
  }
  return [...digests]
}

function sizesOf({ numbers, groups }: Watched, records: readonly SampleRecord[]): ReadonlyMap<string, number> {
  const found = new Map<string, number[]>()
  if (numbers.length === 0) return new Map()
  for (const record of records) {
    const group = hash('sha256', JSON.stringify(groups.map(({ read }) => read(record) ?? null)), 'base64url').slice(0, 8)
    for (const { path, read } of numbers) {
      const value = read(record)
      const size = typeof value === 'string' && classOf(value) === 'number' ? Math.abs(Number(value.replace('%', '').trim())) : NaN
      if (!Number.isFinite(size) || size === 0) continue
      const key = `${group}|${path}`
      const sizes = found.get(key)
      if (sizes === undefined) found.set(key, [size])
      else sizes.push(size)
    }
  }
  return new Map([...found].map(([key, sizes]) => [key, median(sizes)]))
}

/** When something was said is left out: a source that stands still goes on dating what it says. */
function contentOf(facts: readonly Fact[]): string {
  const texts = facts.map((fact) => {
    switch (fact.kind) {
      case 'measurement':
        return JSON.stringify([fact.area, fact.population, fact.quantity], (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
      case 'register-entry':
        return JSON.stringify([fact.key, { ...fact, observedAt: undefined, version: undefined }])
      case 'case':
        return fact.key
    }
  })
  return hash('sha256', texts.sort().join('\n'), 'base64url').slice(0, 16)
}

function unlistedOf(rejected: readonly RejectedSample[]): ReadonlyMap<string, readonly string[]> {
  const unlisted = new Map<string, string[]>()
  for (const { rejection: { code, path, field, value } } of rejected) {
    if (code !== 'unlisted-value') continue
    const values = unlisted.get(path ?? field) ?? []
    unlisted.set(path ?? field, values)
    if (values.length < UNLISTED_KEPT && !values.includes(value)) values.push(value)
  }
  return unlisted
}
