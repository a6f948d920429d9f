// From a feed's configuration to an open session: the secret, the trusted certificates, the one address.
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { FeedReadError, type AdapterContext, type Source } from '../adapter.ts'
import type { SqlQueryConfig } from './config.ts'
import type { Driver, Session, Target } from './driver.ts'
import { engines } from './engines/engines.ts'
import { addressesOf } from './host-address.ts'

export const CONNECT_SECONDS = 10
export const STATEMENT_SECONDS = 60
const LARGEST_CA = 1_048_576

/** A feed's own part of the configuration. */
export function configOf(source: Pick<Source, 'id' | 'adapter'>): SqlQueryConfig {
  if (source.adapter.kind !== 'sql-query') throw new TypeError(`The feed ${source.id} is read by ${source.adapter.kind}, not by sql-query.`)
  return source.adapter
}

export const driverOf = (config: SqlQueryConfig): Driver => engines[config.engine]

/** The zone in which times without offset are read and written. */
export const zoneNameOf = (config: SqlQueryConfig, { zone }: Pick<AdapterContext, 'zone'>): string => config.zone ?? zone.name

export interface Opening {
  readonly access: Target['access']
  /** In place of the configured limit for one statement. */
  readonly statementMs?: number
}

/** Connects as the user who reads, or for `update` as the one who sets flags. Throws FeedReadError, or the signal's reason. */
export async function openSession(source: Source, context: AdapterContext, { access, statementMs }: Opening): Promise<Session> {
  const config = configOf(source)
  const driver = driverOf(config)
  context.signal.throwIfAborted()
  const { user, password } = access === 'update' && config.flag !== undefined ? config.flag : config
  const connectMs = (config.connectSeconds ?? CONNECT_SECONDS) * 1_000
  const target: Omit<Target, 'address'> = {
    host: config.host,
    port: config.port ?? driver.port,
    database: config.database,
    user,
    password: password === undefined ? undefined : context.secret(password.secret),
    tls: config.tls === undefined ? undefined : { verify: config.tls.verify, ca: await trusted(source, config), name: config.tls.name ?? config.host },
    zone: zoneNameOf(config, context),
    connectMs,
    statementMs: statementMs ?? (config.statementSeconds ?? STATEMENT_SECONDS) * 1_000,
    access,
    signal: context.signal,
  }
  const addresses = await addressesOf(config.host, { timeoutMs: connectMs })
  for (const [index, address] of addresses.entries()) {
    try {
      return await driver.open({ ...target, address })
    } catch (error) {
      const isLast = index === addresses.length - 1
      if (isLast || context.signal.aborted || !(error instanceof FeedReadError) || error.failure !== 'unreachable') throw error
    }
  }
  throw new TypeError('A resolved host has an address.')
}

async function trusted(source: Source, { tls }: SqlQueryConfig): Promise<string | undefined> {
  if (tls?.ca === undefined) return undefined
  const file = resolve(dirname(source.file), tls.ca)
  try {
    if ((await stat(file)).size > LARGEST_CA) throw new Error(`it has more than ${LARGEST_CA} bytes`)
    return await readFile(file, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('configuration', `The certificates under tls.ca cannot be read: ${reason}. Give the path of a PEM file relative to the feed file.`, `无法读取 tls.ca 指定的证书：${reason}。请填写相对于数据源文件的 PEM 文件路径。`, { cause })
  }
}
