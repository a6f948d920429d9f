// The server's side of the embedded store: looks like PGlite to Kysely and passes every query to the store's thread.
import { Worker } from 'node:worker_threads'
import type { PGlite, PGliteQueryResults, PGliteTransaction } from 'kysely'
import type { WorkerAnswer, WorkerRequest } from './protocol.ts'

interface Waiting {
  readonly resolve: (answer: Extract<WorkerAnswer, { ok: true }>) => void
  readonly reject: (error: Error) => void
}

/** An error of the store with its SQLSTATE. */
export class EmbeddedDatabaseError extends Error {
  readonly code: string | undefined
  readonly detail: string | undefined
  constructor(message: string, code?: string, detail?: string) {
    super(message)
    this.name = 'EmbeddedDatabaseError'
    this.code = code
    this.detail = detail
  }
}

/** Opens (or creates) the store in `directory`. Rejects when PGlite cannot open it. Kysely serialises its use: there is one connection. */
export async function openEmbeddedDatabase(directory: string): Promise<PGlite> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { directory } })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let closed = false

  const failAll = (error: Error): void => {
    closed = true
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: WorkerAnswer) => {
    const request = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) request?.resolve(answer)
    else request?.reject(new EmbeddedDatabaseError(answer.error.message, answer.error.code, answer.error.detail))
  })
  worker.on('error', (cause) => failAll(new Error(`The embedded store in ${directory} failed: ${String(cause)}`, { cause })))
  worker.on('exit', () => failAll(new Error(`The embedded store in ${directory} is closed.`)))

  const answerTo = (id: number): Promise<Extract<WorkerAnswer, { ok: true }>> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  const send = (request: WorkerRequest): Promise<Extract<WorkerAnswer, { ok: true }>> => {
    if (closed) return Promise.reject(new Error(`The embedded store in ${directory} is closed.`))
    const answer = answerTo(request.id)
    worker.postMessage(request)
    return answer
  }

  async function query<T>(sql: string, parameters: readonly unknown[] = []): Promise<PGliteQueryResults<T>> {
    const { rows, affectedRows } = await send({ id: ++lastId, kind: 'query', sql, parameters })
    return { rows: rows as T[], fields: [], ...(affectedRows === undefined ? {} : { affectedRows }) }
  }

  const ready = answerTo(0).then(() => undefined)
  await ready
  await query(`set timezone to 'UTC'`)

  return {
    query,
    get closed() {
      return closed
    },
    ready: true,
    waitReady: ready,
    async transaction<T>(work: (transaction: PGliteTransaction) => Promise<T>): Promise<T> {
      await query('begin')
      try {
        const result = await work({ query, rollback: () => query('rollback').then(() => undefined) })
        await query('commit')
        return result
      } catch (error) {
        await query('rollback')
        throw error
      }
    },
    async close() {
      if (closed) return
      await send({ id: ++lastId, kind: 'close' })
      closed = true
      await worker.terminate()
    },
  }
}
