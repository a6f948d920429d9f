// The embedded store's own thread: PGlite runs here, so that a long query never holds up the server's event loop.
import { PGlite } from '@electric-sql/pglite'
import { parentPort, workerData } from 'node:worker_threads'
import { columnParsers } from '../parsers.ts'
import type { WorkerAnswer, WorkerFailure, WorkerRequest, WorkerStart } from './protocol.ts'

const port = parentPort
if (port === null) throw new Error('db/embedded/worker.ts runs as a worker thread only.')

const { directory, engine, database: name }: WorkerStart = workerData
const { PGlite: Engine }: { readonly PGlite: typeof PGlite } = engine === undefined ? { PGlite } : await import(engine)
const database = await Engine.create({ dataDir: directory, parsers: columnParsers, ...(name === undefined ? {} : { database: name }) })

port.on('message', async (request: WorkerRequest) => {
  try {
    if (request.kind === 'close') {
      await database.close()
      port.postMessage({ id: request.id, ok: true, rows: [] } satisfies WorkerAnswer)
      port.close()
      return
    }
    const { rows, affectedRows } = await database.query<Record<string, unknown>>(request.sql, [...request.parameters])
    port.postMessage({ id: request.id, ok: true, rows, ...(affectedRows === undefined ? {} : { affectedRows }) } satisfies WorkerAnswer)
  } catch (error) {
    port.postMessage({ id: request.id, ok: false, error: describe(error) } satisfies WorkerAnswer)
  }
})
port.postMessage({ id: 0, ok: true, rows: [] } satisfies WorkerAnswer)

function describe(error: unknown): WorkerFailure {
  const message = error instanceof Error ? error.message : String(error)
  const field = (name: 'code' | 'detail' | 'severity'): string | undefined => {
    const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const severity = field('severity')
  // PANIC and FATAL end PostgreSQL; here they leave an engine that never answers. So does a trap of WebAssembly.
  return { message, code: field('code'), detail: field('detail'), fatal: severity === 'PANIC' || severity === 'FATAL' || (error instanceof Error && error.name === 'RuntimeError') }
}
