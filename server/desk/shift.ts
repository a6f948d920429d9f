// The handover of a shift: what is left open is written down with it, and another person confirms it.
import { acknowledgementsOf } from '../../db/desk/acknowledgements.ts'
import { confirmShiftNote, findShiftNote, findShiftOnDuty, insertShiftNote, readShiftNotes, type OpenChange, type ShiftNote } from '../../db/desk/shift-notes.ts'
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { parseInstant } from '../instants.ts'
import { isSamePerson, NAMES_ARE, personOf } from '../manual/person.ts'
import { ProblemError } from '../problem.ts'
import { readChanges } from '../readings/changes.ts'
import { readFeedsNow } from '../readings/feeds-now.ts'
import type { ShiftNote as PresentedNote, ShiftNotes } from '../schemas/desk.ts'
import type { Workbench } from '../workbench.ts'

/** Changes that are handed over at most. */
const MOST_OPEN = 200
/** Nobody is on duty for longer; a date that was mistyped by a year is told. */
const LONGEST_SHIFT_MS = 7 * 86_400_000

export async function listShiftNotes({ store: { db }, context: { city } }: Workbench, limit: number): Promise<ShiftNotes> {
  const onDuty = await findShiftOnDuty(db)
  return {
    onDuty: onDuty === undefined || onDuty.confirmedBy === null || onDuty.confirmedAt === null ? null : { by: onDuty.confirmedBy, since: city.zone.format(onDuty.confirmedAt) },
    notes: (await readShiftNotes(db, limit)).map((note) => present(note, city.zone)),
    names: { ...NAMES_ARE },
  }
}

/** Throws ProblemError 400 for a name that names nobody and for a beginning that no shift has. */
export async function handOver(workbench: Workbench, { handedOverBy, beganAt, note }: { readonly handedOverBy: string; readonly beganAt: string; readonly note: string }): Promise<PresentedNote> {
  const { store: { db }, context: { city } } = workbench
  const now = workbench.now()
  const person = personOf(handedOverBy)
  const began = parseInstant(beganAt, city.zone, 'beganAt')
  if (began > now || began < now - LONGEST_SHIFT_MS) throw new ProblemError(400, `A shift that began at ${beganAt} cannot be handed over at ${city.zone.format(now)}.`, 'Name when it began: not in the future, and at most seven days ago.')
  const kept = await insertShiftNote(db, { handedOverBy: person, beganAt: began, handedOverAt: now, note: note.trim(), openChanges: await openChanges(workbench, now) })
  workbench.tellDesk()
  return present(kept, city.zone)
}

/** Throws ProblemError 404 for no such note, 409 for one that is confirmed already and for its own author. */
export async function takeOver(workbench: Workbench, id: number, name: string): Promise<PresentedNote> {
  const { store: { db }, context: { city } } = workbench
  const by = personOf(name)
  const note = await getNote(db, id)
  if (isSamePerson(note.handedOverBy, by)) throw new ProblemError(409, `${note.handedOverBy} handed this shift over and cannot take it over.`, 'Ask the person of the next shift: 一人交班、另一人接班.')
  if (note.confirmedBy !== null || !(await confirmShiftNote(db, id, { by, at: workbench.now() }))) {
    throw new ProblemError(409, `Shift note ${id} has been confirmed by ${(await getNote(db, id)).confirmedBy ?? 'somebody'} already.`, 'Read the list again: a later handover stands on top.')
  }
  workbench.tellDesk()
  return present(await getNote(db, id), city.zone)
}

async function getNote(db: Db, id: number): Promise<ShiftNote> {
  const note = await findShiftNote(db, id)
  if (note === undefined) throw new ProblemError(404, `There is no shift note ${id}.`, 'GET /api/v1/shift-notes lists them.')
  return note
}

async function openChanges({ store: { db }, context }: Workbench, now: Instant): Promise<readonly OpenChange[]> {
  const changes = await readChanges(db, context, { area: context.city.root, now, limit: MOST_OPEN, feeds: await readFeedsNow(db) })
  const known = await acknowledgementsOf(db, changes.map(({ id }) => id))
  return changes.filter(({ id }) => !known.has(id)).map(({ id, at, title, severity }) => ({ id, at, ...title, severity }))
}

const present = ({ openChanges: open, beganAt, handedOverAt, confirmedAt, ...note }: ShiftNote, zone: Zone): PresentedNote => ({
  ...note, beganAt: zone.format(beganAt), handedOverAt: zone.format(handedOverAt), confirmedAt: confirmedAt === null ? null : zone.format(confirmedAt), openChanges: [...open],
})
