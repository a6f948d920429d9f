// One life of the embedded store's thread: opened, asked, and ended by its owner or by a failure of the engine.
import { statfsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './protocol.ts'

/** An error of the store with its SQLSTATE. */
export class EmbeddedDatabaseError extends Error {
  override readonly name: string = 'EmbeddedDatabaseError'
  readonly code: string | undefined
  readonly detail: string | undefined
  constructor(message: string, code?: string, detail?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.detail = detail
  }
}

/** PostgreSQL's word for a server that crashed: nothing of the transaction under way was kept, and it may be well again in a moment. */
const CRASHED = '57P02'
const DISK_FULL = '53100'
/** One segment of the write-ahead log: with less left the engine cannot even open. */
const LEAST_SPACE_BYTES = 16 * 1_048_576

/** The engine's thread ended by itself. What was not committed is gone; the next use of the store opens it again. */
export class EmbeddedStoreEndedError extends EmbeddedDatabaseError {
  override readonly name = 'EmbeddedStoreEndedError'
}

type Success = Extract<WorkerAnswer, { ok: true }>

export interface StoreThread {
  /** Rejects with EmbeddedDatabaseError, once the thread has ended with EmbeddedStoreEndedError. */
  query(sql: string, parameters: readonly unknown[]): Promise<Success>
  /** Why the thread answers no more; undefined while it does. */
  readonly ended: EmbeddedDatabaseError | undefined
  /** Writes everything to the directory and ends the thread. */
  close(): Promise<void>
}

/** Opens (or creates) the store in `directory`. Rejects with EmbeddedDatabaseError when the engine cannot open it. */
export async function startStoreThread(start: WorkerStart): Promise<StoreThread> {
  const { directory } = start
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start })
  const waiting = new Map<number, { readonly resolve: (answer: Success) => void; readonly reject: (error: Error) => void }>()
  let lastId = 0
  let ended: EmbeddedDatabaseError | undefined

  let reason: Reason = { text: 'its thread has ended' }
  worker.on('message', (answer: WorkerAnswer) => {
    if (!answer.ok && answer.error.fatal) {
      reason = { text: answer.error.message, isFull: answer.error.code === DISK_FULL }
      void worker.terminate()
      return
    }
    const request = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) request?.resolve(answer)
    else request?.reject(new EmbeddedDatabaseError(answer.error.message, answer.error.code, answer.error.detail))
  })
  worker.on('error', (cause) => (reason = { text: cause instanceof Error ? cause.message : String(cause), cause }))
  // Only now is the directory free for another thread, so only now is anybody told.
  worker.on('exit', () => {
    ended ??= endedBy(directory, reason)
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  })

  const send = (request: WorkerRequest): Promise<Success> => {
    if (ended !== undefined) return Promise.reject(ended)
    const answer = answerTo(request.id)
    worker.postMessage(request)
    return answer
  }
  const answerTo = (id: number): Promise<Success> => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))

  await answerTo(0)
  const query: StoreThread['query'] = (sql, parameters) => send({ id: ++lastId, kind: 'query', sql, parameters })
  await query(`set timezone to 'UTC'`, [])
  return {
    query,
    get ended() {
      return ended
    },
    async close() {
      if (ended !== undefined) return
      await send({ id: ++lastId, kind: 'close' })
      ended = new EmbeddedDatabaseError(`The embedded store in ${directory} is closed.`)
      await worker.terminate()
    },
  }
}

interface Reason {
  readonly text: string
  readonly cause?: unknown
  readonly isFull?: boolean
}

function endedBy(directory: string, { text, cause, isFull = hasNoRoom(directory) }: Reason): EmbeddedDatabaseError {
  if (isFull) return new EmbeddedStoreEndedError(`The disk of the embedded store in ${directory} is full: ${text}. Make room; the store opens again by itself.`, DISK_FULL, undefined, { cause })
  return new EmbeddedStoreEndedError(`The embedded store in ${directory} stopped: ${text}. What was not committed is gone; it opens again by itself.`, CRASHED, undefined, { cause })
}

function hasNoRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize < LEAST_SPACE_BYTES
  } catch {
    return false
  }
}
