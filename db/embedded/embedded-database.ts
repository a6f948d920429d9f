// The server's side of the embedded store: looks like PGlite to Kysely, passes every query to the store's thread, and opens it again when it ends by itself.
import type { PGlite, PGliteQueryResults, PGliteTransaction } from 'kysely'
import type { WorkerStart } from './protocol.ts'
import { EmbeddedDatabaseError, startStoreThread, type StoreThread } from './store-thread.ts'

/** An engine that cannot be opened (a full disk, say) is asked again at most this often. */
const REOPEN_AFTER_MS = 2_000

/** For directories of older engines: their module, and their database where it is not the usual one. */
export type EmbeddedDatabaseOptions = Omit<WorkerStart, 'directory'>

/**
 * Opens (or creates) the store in `directory`. Rejects when the engine cannot open it. Kysely serialises its use: there is one
 * connection. When the engine's thread ends by itself, whatever was under way rejects with EmbeddedStoreEndedError and the next
 * query or transaction opens the directory again.
 */
export async function openEmbeddedDatabase(directory: string, options: EmbeddedDatabaseOptions = {}): Promise<PGlite> {
  let thread: Promise<StoreThread> = startStoreThread({ ...options, directory })
  const ready = thread.then(() => undefined)
  await ready
  let closed = false
  let failedAt = -Infinity

  async function living(): Promise<StoreThread> {
    if (closed) throw new EmbeddedDatabaseError(`The embedded store in ${directory} is closed.`)
    const known = thread
    const usable = await known.then(({ ended }) => ended === undefined, () => performance.now() - failedAt < REOPEN_AFTER_MS)
    if (usable) return known
    // Of several that find it ended, the first opens it.
    if (thread === known) {
      thread = startStoreThread({ ...options, directory })
      thread.catch(() => (failedAt = performance.now()))
    }
    return thread
  }

  return {
    query: async <T>(sql: string, parameters: readonly unknown[] = []) => resultsOf<T>(await (await living()).query(sql, parameters)),
    get closed() {
      return closed
    },
    ready: true,
    waitReady: ready,
    async transaction<T>(work: (transaction: PGliteTransaction) => Promise<T>): Promise<T> {
      // Bound to one life of the thread: a statement of a lost transaction must never run outside of it in the next.
      let own: StoreThread
      try {
        own = await living()
        await own.query('begin', [])
      } catch (error) {
        // Kysely waits for `work` to be called; its first statement tells what is wrong.
        const refuse = (): Promise<never> => Promise.reject(error)
        return work({ query: refuse, rollback: () => Promise.resolve() })
      }
      try {
        const result = await work({
          query: async <R>(sql: string, parameters: readonly unknown[] = []) => resultsOf<R>(await own.query(sql, parameters)),
          rollback: async () => void (await own.query('rollback', [])),
        })
        await own.query('commit', [])
        return result
      } catch (error) {
        if (own.ended === undefined) await own.query('rollback', [])
        throw error
      }
    },
    async close() {
      if (closed) return
      closed = true
      await thread.then((open) => open.close(), () => undefined)
    },
  }
}

function resultsOf<T>({ rows, affectedRows }: { readonly rows: Record<string, unknown>[]; readonly affectedRows?: number }): PGliteQueryResults<T> {
  return { rows: rows as T[], fields: [], ...(affectedRows === undefined ? {} : { affectedRows }) }
}
