// A delivery held beside what is usual: everything that differs. Pure.
import type { Instant } from '../../rules/time/instant.ts'
import type { Drift } from './drift.ts'
import { ALMOST_ALL, ENOUGH, median, usualClass, type FieldProfile, type Profile } from './profile.ts'
import { findRenamed } from './renamed.ts'
import type { FieldSight, Sight } from './sight.ts'
import type { Watched } from './watched-fields.ts'

/** So many records in a row without a key that was almost always there; without anything in it, which happens more easily by itself; of another class. */
const UNKEYED = 8
const UNFILLED = 20
/**
 * As many in a row without what comes later in the life of a case are told. They are held only when it has stayed away for nearly a day, as long as from one daily delivery to the next:
 * a storm brings hundreds of new cases in an hour, and must not stop the feed; no source closes nothing in a day.
 */
const LATER = 200
const LATER_HELD_MS = 20 * 3_600_000
const ODD = 8
/** Hours became minutes is a factor of 60, 0-1 became 0-100 one of 100. */
const JUMP = 30
const SIZES_KNOWN = 2
/** Below this a half is a matter of single rows. */
const ENOUGH_TO_HALVE = 10
const FROZEN_DELIVERIES = 6
const FROZEN_CADENCES = 4
const MOVES_BEFORE = 3

export interface Comparing {
  readonly watched: Watched
  readonly now: Instant
  readonly cadenceMs: number
  /** Fields that are held already: a single record that is still odd keeps holding them. */
  readonly held: ReadonlySet<string>
}

/** Each kind once for a field. A profile of another mapping knows nothing. */
export function compare(profile: Profile, sight: Sight, comparing: Comparing): readonly Drift[] {
  const drifts: Drift[] = []
  if (sight.records > 0 && profile.mapping === comparing.watched.mapping) {
    for (const { path, key, comesLater } of comparing.watched.fields) {
      const [usual, seen] = [profile.fields[path], sight.fields.get(path)]
      if (usual !== undefined && seen !== undefined) drifts.push(...fieldDrifts({ path, key, usual, seen, comesLater, isHeld: comparing.held.has(path), now: comparing.now }, profile, sight))
    }
    drifts.push(...sizeDrifts(profile, sight, comparing.watched), ...rowDrifts(profile, sight, comparing.watched), ...frozenDrifts(profile, sight, comparing))
  }
  for (const [field, values] of sight.unlisted) drifts.push({ kind: 'new-value', field, holds: false, detail: { values: [...values] } })
  return drifts
}

interface SeenField {
  readonly path: string
  readonly key: string
  readonly usual: FieldProfile
  readonly seen: FieldSight
  readonly comesLater: boolean
  readonly isHeld: boolean
  readonly now: Instant
}

function fieldDrifts({ path, key, usual, seen, comesLater, isHeld, now }: SeenField, profile: Profile, sight: Sight): readonly Drift[] {
  if (usual.seen < ENOUGH) return []
  const unkeyed = seen.keyed === 0 && usual.keyed >= usual.seen * ALMOST_ALL && (isHeld || usual.unkeyedRun + sight.records >= (comesLater ? LATER : UNKEYED))
  const unfilled = seen.filled === 0 && usual.filled >= usual.seen * ALMOST_ALL && (isHeld || usual.unfilledRun + sight.records >= (comesLater ? LATER : UNFILLED))
  if (unkeyed || unfilled) {
    const to = unkeyed ? findRenamed({ key, usual }, profile, sight) : undefined
    const holds = isHeld || !comesLater || now - (usual.missingSince ?? now) >= LATER_HELD_MS
    return [to === undefined ? { kind: 'field-gone', field: path, holds, detail: {} } : { kind: 'field-renamed', field: path, holds: true, detail: { to } }]
  }
  const [from, to] = [usualClass(usual), mainClass(seen)]
  if (from === undefined || to === undefined || from === to || (!isHeld && usual.oddRun + seen.filled < ODD)) return []
  // Names and codes may look like anything now and then.
  return from === 'text' && to !== 'nested' ? [] : [{ kind: 'field-retyped', field: path, holds: true, detail: { from, to, example: seen.example } }]
}

/** The class of nearly all values of a delivery. */
export function mainClass({ classes, filled }: FieldSight): string | undefined {
  return Object.entries(classes).find(([, count]) => count >= filled * 0.9)?.[0]
}

function sizeDrifts({ sizes }: Profile, sight: Sight, { isSnapshot, numbers }: Watched): readonly Drift[] {
  return numbers.flatMap(({ path }): readonly Drift[] => {
    const compared = [...sight.sizes].filter(([key]) => key.endsWith(`|${path}`)).flatMap(([key, after]) => {
      const known = sizes[key] ?? []
      return known.length === 0 ? [] : [{ before: median(known), after, known: known.length }]
    })
    const jumped = compared.find(({ before, after, known }) => known >= SIZES_KNOWN && (after >= before * JUMP || after * JUMP <= before))
    if (jumped !== undefined) return [{ kind: 'scale-jump', field: path, holds: true, detail: { before: jumped.before, after: jumped.after } }]
    const fell = isSnapshot ? compared.find(({ before, after }) => before >= ENOUGH_TO_HALVE && after * 2 < before) : undefined
    return fell === undefined ? [] : [{ kind: 'count-fell', field: path, holds: true, detail: { before: fell.before, after: fell.after } }]
  })
}

function rowDrifts({ rows }: Profile, { delivered }: Sight, { isList }: Watched): readonly Drift[] {
  const before = median(rows)
  return isList && rows.length > 0 && before >= ENOUGH_TO_HALVE && delivered * 2 < before ? [{ kind: 'count-fell', field: '', holds: true, detail: { before, after: delivered } }] : []
}

function frozenDrifts({ content }: Profile, sight: Sight, { now, cadenceMs }: Comparing): readonly Drift[] {
  const deliveries = content.repeats + 2
  const isSame = sight.content !== '' && sight.content === content.digest
  const usedToMove = content.moves >= MOVES_BEFORE && content.moves * 2 >= content.deliveries - content.repeats
  return isSame && usedToMove && deliveries >= FROZEN_DELIVERIES && now - content.since >= FROZEN_CADENCES * cadenceMs
    ? [{ kind: 'frozen', field: '', holds: false, detail: { deliveries, since: content.since } }]
    : []
}
