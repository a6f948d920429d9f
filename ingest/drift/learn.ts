// A profile after one more delivery that was taken; and without what a person has said is right as it is now.
import type { Instant } from '../../rules/time/instant.ts'
import { mainClass } from './compare.ts'
import type { Drift } from './drift.ts'
import { NEW_FIELD, newProfile, usualClass, type FieldProfile, type Profile } from './profile.ts'
import type { FieldSight, Sight } from './sight.ts'
import type { Watched } from './watched-fields.ts'

const HISTORY = 8
const KEYS_KEPT = 200
const SIZES_KEPT = 400
const VALUES_KEPT = 24
/** Counts are halved beyond this, so that what was usual long ago is outweighed in the end. */
const MOST = 20_000

export function learn(known: Profile, sight: Sight, { watched, now }: { readonly watched: Watched; readonly now: Instant }): Profile {
  const profile = known.mapping === watched.mapping ? known : newProfile(watched.mapping)
  if (sight.records === 0) return profile
  const fields: Record<string, FieldProfile> = {}
  for (const { path } of watched.fields) {
    const seen = sight.fields.get(path)
    if (seen !== undefined) fields[path] = learnField(profile.fields[path] ?? NEW_FIELD, seen, { records: sight.records, now })
  }
  const sizes: Record<string, number[]> = {}
  for (const [key, history] of Object.entries(profile.sizes)) sizes[key] = [...history]
  for (const [key, size] of sight.sizes) if (sizes[key] !== undefined || Object.keys(sizes).length < SIZES_KEPT) sizes[key] = [...(sizes[key] ?? []), size].slice(-HISTORY)
  return {
    mapping: profile.mapping,
    records: profile.records + sight.records,
    keys: profile.keys.length >= KEYS_KEPT || [...sight.keys].every((key) => profile.keys.includes(key)) ? profile.keys : [...new Set([...profile.keys, ...sight.keys])].slice(0, KEYS_KEPT),
    fields, sizes,
    rows: watched.isList ? [...profile.rows, sight.delivered].slice(-HISTORY) : profile.rows,
    content: learnContent(profile.content, sight, now),
  }
}

function learnField(field: FieldProfile, seen: FieldSight, { records, now }: { readonly records: number; readonly now: Instant }): FieldProfile {
  // What is missing counts as missing only once it has come again: until then it may be gone.
  const unkeyedRun = seen.keyed === 0 ? field.unkeyedRun + records : 0
  const unfilledRun = seen.filled === 0 ? field.unfilledRun + records : 0
  const [usual, main] = [usualClass(field), mainClass(seen)]
  const isOdd = usual !== undefined && main !== undefined && usual !== main
  const shrink = field.seen > MOST ? 0.5 : 1
  const classes: Record<string, number> = {}
  for (const [name, count] of [...Object.entries(field.classes), ...(isOdd ? [] : Object.entries(seen.classes))]) classes[name] = (classes[name] ?? 0) + Math.ceil(count * shrink)
  const counted = unkeyedRun === 0 && unfilledRun === 0
  return {
    seen: Math.ceil(field.seen * shrink) + (counted ? records + field.unkeyedRun : 0),
    keyed: Math.ceil(field.keyed * shrink) + (counted ? seen.keyed : 0),
    filled: Math.ceil(field.filled * shrink) + (counted ? seen.filled : 0),
    unkeyedRun, unfilledRun, classes,
    ...(counted ? {} : { missingSince: field.missingSince ?? now }),
    oddRun: isOdd ? field.oddRun + seen.filled : 0,
    values: field.values.length >= VALUES_KEPT ? field.values : [...new Set([...field.values, ...seen.values()])].slice(0, VALUES_KEPT),
  }
}

function learnContent(content: Profile['content'], { content: digest }: Sight, now: Instant): Profile['content'] {
  if (digest === '') return content
  if (digest === content.digest) return { ...content, repeats: content.repeats + 1, deliveries: content.deliveries + 1 }
  return { digest, since: now, repeats: 0, moves: content.digest === '' ? 0 : content.moves + 1, deliveries: content.deliveries + 1 }
}

/** What was unusual is the usual from now on. */
export function accept(profile: Profile, { kind, field }: Pick<Drift, 'kind' | 'field'>): Profile {
  switch (kind) {
    case 'field-gone':
    case 'field-renamed':
    case 'field-retyped':
      return { ...profile, fields: Object.fromEntries(Object.entries(profile.fields).filter(([path]) => path !== field)) }
    case 'scale-jump':
    case 'count-fell':
      return field === '' ? { ...profile, rows: [] } : { ...profile, sizes: Object.fromEntries(Object.entries(profile.sizes).filter(([key]) => !key.endsWith(`|${field}`))) }
    case 'frozen':
      return { ...profile, content: { ...profile.content, moves: 0, deliveries: 0, repeats: 0 } }
    case 'new-value':
    case 'contract':
    case 'rejections':
      return profile
  }
}
