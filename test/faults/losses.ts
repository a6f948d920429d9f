// How the processes of a storm tell that their database went away, and wait until it is back.
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../db/open-store.ts'
import { LookLostError } from '../../db/rollups/looks.ts'

/** Ended by an operator, crashed, starting up; and what sockets say meanwhile. */
const CODES = new Set(['57P01', '57P02', '57P03', '08006', '08003', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])
const DEADLOCK = '40P01'

/** Whether the connection was lost, so that nobody knows what became of the transaction. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return CODES.has(String(Reflect.get(error, 'code'))) || /connection terminated|connection ended|not queryable/i.test(error.message)
}

/** A look that has only to be taken anew: it was chosen to end a deadlock, or the server has died since the last one. */
export const isAnewAtOnce = (error: unknown): boolean => error instanceof LookLostError || (error instanceof Error && Reflect.get(error, 'code') === DEADLOCK)

/** Resolves when the server answers again. */
export async function untilBack(db: Db): Promise<void> {
  for (;;) {
    try {
      await sql`select 1`.execute(db)
      return
    } catch (error) {
      if (!isLost(error)) throw error
      await setTimeout(50)
    }
  }
}
