// Connections that only go where they may: host and port are those of the feed file, and every address a name stands for is looked at before it is used.
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { buildConnector } from 'undici'
import { FeedReadError } from '../adapters/adapter.ts'
import { classOf, namesThisMachine, withoutBrackets } from './addresses.ts'
import { notNamed } from './origins.ts'

export interface Guard {
  readonly origins: ReadonlySet<string>
  /** Finds the addresses of a name; the system's own when left out. */
  readonly lookup?: LookupFunction | undefined
}

export type TlsParts = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'servername'>

/** A connector for undici. A target that is not allowed ends in FeedReadError (`refused`) before anything is sent. */
export function guardedConnect(guard: Guard, { tls, timeoutMs }: { readonly tls: TlsParts; readonly timeoutMs: number }): buildConnector.connector {
  const connect = buildConnector({ ...tls, lookup: guardedLookup(guard.lookup ?? systemLookup), timeout: timeoutMs, allowH2: false })
  return (options, callback) => {
    const host = withoutBrackets(options.hostname)
    const target = new URL(`${options.protocol}//${isIP(host) === 6 ? `[${host}]` : host}${options.port === '' ? '' : `:${options.port}`}`)
    const problem = !guard.origins.has(target.origin) ? notNamed(target.origin) : isIP(host) === 0 ? undefined : addressProblem(host, host)
    if (problem !== undefined) return callback(problem, null)
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      const remote = socket.remoteAddress
      const wrong = remote === undefined ? undefined : addressProblem(host, remote)
      if (wrong === undefined) return callback(null, socket)
      socket.destroy()
      callback(wrong, null)
    })
  }
}

/** A lookup that gives no address of a name when one of them is not allowed. */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      if (error !== null) return callback(error, found, family)
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address)
      const problem = addresses.map((address) => addressProblem(hostname, address)).find((one) => one !== undefined)
      if (problem !== undefined) return callback(problem, '', 0)
      callback(null, found, family)
    })
  }
}

/** Why a host must not be reached under this address, or undefined. Loopback is for feed files that say so. */
export function addressProblem(host: string, address: string): FeedReadError | undefined {
  switch (classOf(address)) {
    case 'open':
      return undefined
    case 'loopback':
      if (namesThisMachine(host)) return undefined
      return new FeedReadError(
        'refused',
        `${host} stands for ${address}, this machine itself, so it was not asked. If the source runs here, write 127.0.0.1 in the feed file; if not, have the name server looked into.`,
        `${host} 解析为本机地址 ${address}，未访问。如来源系统确在本机，请在数据源文件中写 127.0.0.1；否则请检查域名解析。`,
      )
    case 'closed':
      return new FeedReadError(
        'refused',
        `${host} stands for ${address}, a link-local, reserved or cloud metadata address, so it was not asked. Have the name server looked into, or correct the feed file.`,
        `${host} 解析为 ${address}（链路本地、保留或云元数据地址），未访问。请检查域名解析或更正数据源文件。`,
      )
  }
}
