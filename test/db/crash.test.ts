// The embedded store after its process was killed in the middle of intake: what was acknowledged is whole.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '../../db/open-store.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { busyFacts } from './contract/busy-facts.ts'
import { refolded, storedEdges } from './contract/recount.ts'
import { feed, intakeOf, keptSums, recountedSums } from './contract/world.ts'

const writer = fileURLToPath(new URL('crash-writer.ts', import.meta.url))
let home: Awaited<ReturnType<typeof newStoreDirectory>>

beforeAll(async () => {
  home = await newStoreDirectory()
})
afterAll(() => home.remove())

/** Runs the writer until it has acknowledged so many deliveries, then kills it at once. Returns the last one acknowledged. */
async function killAfter(first: number, acknowledged: number): Promise<number> {
  const child = spawn(process.execPath, [writer, home.store, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = first - 1
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    if (last - first + 1 >= acknowledged) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return last
}

it('every acknowledged delivery is there whole, and the sums are those of its edges', async () => {
  let next = 0
  for (const acknowledged of [3, 1, 6]) {
    const last = await killAfter(next, acknowledged)
    const store = await openStore({ kind: 'embedded', directory: home.store })
    try {
      const { rows: batches } = await sql<{ received: number }>`select received from intake_batch`.execute(store.db)
      // A delivery that had been written but not yet answered may be there too; it is then there whole.
      expect(batches.length - (last + 1)).toBeGreaterThanOrEqual(0)
      expect(batches.every(({ received }) => received === 40)).toBe(true)
      expect(await keptSums(store.db)).toEqual(await recountedSums(store.db))
      expect(await storedEdges(store.db)).toEqual(await refolded(store.db))
      for (let delivery = next; delivery <= last; delivery++) {
        expect(await takeIn(intakeOf(store.db), feed('busy'), { facts: busyFacts(delivery, 40), rejected: [] })).toMatchObject({ stored: 0, changed: false })
      }
      await sql`delete from intake_batch where stored = 0`.execute(store.db)
      next = batches.length
    } finally {
      await store.close()
    }
  }
}, 90_000)
