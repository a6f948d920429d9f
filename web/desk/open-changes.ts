// Which of the changes a desk has to show: those that nobody has taken note of come before those that are only new.
import type { Change } from '../api/types.ts'

export interface ShownChanges {
  /** In the order in which they were given. */
  readonly shown: readonly Change[]
  /** All that nobody has taken note of, also those for which there is no room. */
  readonly open: readonly Change[]
  readonly hidden: number
}

/** At most `room` of the changes, which come newest first: room goes to open ones first. */
export function changesToShow(changes: readonly Change[], room: number): ShownChanges {
  const open = changes.filter(isOpen)
  const chosen = new Set([...open, ...changes.filter((one) => !isOpen(one))].slice(0, room))
  const shown = changes.filter((one) => chosen.has(one))
  return { shown, open, hidden: open.filter((one) => !chosen.has(one)).length }
}

/** Readings of the past say nothing of notes, so nothing is open in them. */
const isOpen = ({ acknowledged }: Change): boolean => acknowledged === null

/** Changes of a time in which the screen heard nothing; both ends are ISO 8601. */
export const changedBetween = (changes: readonly Change[], from: string, to: string): readonly Change[] =>
  changes.filter(({ at }) => Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(to))
