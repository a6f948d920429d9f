// Looks at a source that is being wired: its fields and first rows, within a time limit, with the secrets that its configuration names.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Value } from 'typebox/value'
import { findStoredFile, readStoredFile } from '../../db/feeds/stored-files.ts'
import { FeedReadError, type Discovery, type Source } from '../../ingest/adapters/adapter.ts'
import { adapterConfigs, type AdapterConfig, type AdapterKind } from '../../ingest/adapters/configs.ts'
import { adapterOf } from '../../ingest/adapters/registry.ts'
import { ProblemError } from '../problem.ts'
import type { Workbench } from '../workbench.ts'

export interface DiscoverOptions {
  readonly adapter: unknown
  readonly id: string
  readonly rows: number
  /** Paths in the configuration are relative to this file. */
  readonly feedFile?: string | undefined
  /** Number of a stored file that is looked into in place of the configured one. */
  readonly file?: number | undefined
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Nobody waits longer at a page. */
const LONGEST_MS = 20_000

/** Throws ProblemError 422 for a configuration that is none, FeedReadError when the source does not let itself be looked at. */
export async function discoverSource(workbench: Workbench, options: DiscoverOptions): Promise<Discovery> {
  const source: Source = { id: options.id, adapter: configOf(options.adapter), file: options.feedFile ?? `${options.id}.feed.yaml` }
  const adapter = adapterOf(source.adapter.kind)
  const [problem] = adapter.checkLook?.(source) ?? adapter.check(source)
  if (problem !== undefined) throw new ProblemError(422, problem, 'Mend the connection and look again.')
  const { discover } = adapter
  if (discover === undefined) {
    throw new FeedReadError('configuration', `A source of the kind ${adapter.kind} comes to us and cannot be looked at: choose a template, or give some rows of it.`, `${adapter.kind} 类来源由对方送来，无法预先查看：请选模板，或粘贴几行样例。`)
  }
  await workbench.secrets.refresh()
  const { zone } = workbench.context.city
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LONGEST_MS)])
  const look = (file: string | undefined): Promise<Discovery> => inTime(signal, discover(source, { zone, now: workbench.now, signal, secret: workbench.secrets.get, dropRoot: workbench.dropRoot, rows: options.rows, file }))
  return withFile(workbench, options.file, look).catch((error: unknown) => {
    const { redact } = workbench.secrets
    throw error instanceof FeedReadError ? new FeedReadError(error.failure, redact(error.text.en), redact(error.text.zh), { cause: error }) : error
  })
}

function configOf(adapter: unknown): AdapterConfig {
  const kind: unknown = typeof adapter === 'object' && adapter !== null ? Reflect.get(adapter, 'kind') : undefined
  if (!isKind(kind)) throw new ProblemError(422, `adapter.kind is ${JSON.stringify(kind)}.`, `Write one of ${Object.keys(adapterConfigs).join(', ')}.`)
  const schema = adapterConfigs[kind]
  if (Value.Check(schema, adapter)) return adapter
  const [error] = Value.Errors(schema, adapter)
  throw new ProblemError(422, `The connection is not one of ${kind}: ${error === undefined ? 'it cannot be read' : `${error.instancePath === '' ? 'adapter' : error.instancePath.slice(1).replaceAll('/', '.')} ${error.message}`}.`, `ingest/adapters/${kind}/README.md shows how it is written.`)
}

const isKind = (kind: unknown): kind is AdapterKind => typeof kind === 'string' && Object.hasOwn(adapterConfigs, kind)

/** An adapter that does not heed the signal holds nobody up either. */
async function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new FeedReadError('unreachable', `The source did not answer within ${LONGEST_MS / 1000} seconds: check address and network, then look again.`, `来源在 ${LONGEST_MS / 1000} 秒内没有回应：请核对地址和网络后再试。`))
  signal.addEventListener('abort', stop, { once: true })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, promise])
  } catch (error) {
    throw signal.aborted && !(error instanceof FeedReadError) ? new FeedReadError('unreachable', 'The source did not answer in time: check address and network, then look again.', '来源没有及时回应：请核对地址和网络后再试。', { cause: error }) : error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Writes a stored file out for the time of the look, under the name that people gave it. */
async function withFile<T>(workbench: Workbench, id: number | undefined, look: (file: string | undefined) => Promise<T>): Promise<T> {
  if (id === undefined) return look(undefined)
  const { db } = workbench.store
  const stored = await findStoredFile(db, id)
  if (stored === undefined) throw new ProblemError(404, `There is no stored file ${id}.`, 'Upload the file again.')
  const folder = await mkdtemp(join(tmpdir(), 'ctmm-look-'))
  try {
    const path = join(folder, basename(stored.name) || 'file')
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const part of readStoredFile(db, id)) await file.write(part)
    } finally {
      await file.close()
    }
    return await look(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
