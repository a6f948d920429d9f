// The connections of one feed: its own pool, its own certificates, its own proxy.
import { lookup as systemLookup } from 'node:dns'
import { createSecureContext } from 'node:tls'
import { Agent, ProxyAgent, type Dispatcher } from 'undici'
import { FeedReadError } from '../adapters/adapter.ts'
import { guardedConnect, guardedLookup, type Guard, type TlsParts } from './guarded-connect.ts'
import type { HttpLimits, HttpSettings } from './http-config.ts'
import { basicCredentials } from './signers/plain.ts'

export interface DispatcherOptions {
  readonly settings: HttpSettings
  readonly limits: HttpLimits
  readonly guard: Guard
  readonly secret: (name: string) => string
}

const MOST_CONNECTIONS = 4

/** Throws FeedReadError (`configuration`) for certificates that cannot be used. Connects to nothing yet. */
export function openDispatcher({ settings, limits, guard, secret }: DispatcherOptions): Dispatcher {
  const tls = tlsParts(settings.tls, secret)
  requireSound(tls)
  const pool = { connections: MOST_CONNECTIONS, maxHeaderSize: 65_536, allowH2: false }
  if (settings.proxy === undefined) return new Agent({ ...pool, connect: guardedConnect(guard, { tls, timeoutMs: limits.connectMs }) })
  const { url, user, password } = settings.proxy
  // The proxy finds the address of the target, so only the proxy's own address can be looked at here.
  const lookup = guardedLookup(guard.lookup ?? systemLookup)
  return new ProxyAgent({
    ...pool, uri: url, requestTls: { ...tls }, proxyTls: { ...tls, lookup, allowH2: false }, connectTimeout: limits.connectMs,
    ...(user === undefined ? {} : { token: basicCredentials(user, password === undefined ? '' : secret(password.secret)) }),
  })
}

/** Found here, because a connection would only fail. */
function requireSound(tls: TlsParts): void {
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new FeedReadError('configuration', 'The certificates under `tls` cannot be used: set the secrets to PEM text, key and certificate of one pair.', 'tls 中的证书无法使用：请将密钥设为成对的 PEM 文本。', { cause: error })
  }
}

function tlsParts(tls: HttpSettings['tls'], secret: (name: string) => string): TlsParts {
  if (tls === undefined) return {}
  const { ca, certificate, key, passphrase, serverName } = tls
  return {
    ...(ca === undefined ? {} : { ca: secret(ca.secret) }),
    ...(certificate === undefined ? {} : { cert: secret(certificate.secret) }),
    ...(key === undefined ? {} : { key: secret(key.secret) }),
    ...(passphrase === undefined ? {} : { passphrase: secret(passphrase.secret) }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  }
}
