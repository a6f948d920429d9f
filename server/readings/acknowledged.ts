// Changes with who has taken note of them.
import { acknowledgementsOf, type Acknowledgement } from '../../db/desk/acknowledgements.ts'
import type { Db } from '../../db/open-store.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Change, Noted } from '../schemas/trends.ts'

/** The same changes, each with who has taken note of it, or null. */
export async function withAcknowledgements(db: Db, zone: Zone, changes: readonly Change[]): Promise<Change[]> {
  const known = await acknowledgementsOf(db, changes.map(({ id }) => id))
  return changes.map((change) => ({ ...change, acknowledged: notedOf(known.get(change.id), zone) }))
}

export const notedOf = (one: Acknowledgement | undefined, zone: Zone): Noted | null => (one === undefined ? null : { by: one.by, at: zone.format(one.at) })
