// Why a broker could not be used, in words that say what to do. What brokers and TLS say is told by code, never with what was sent.
import { FeedReadError } from '../adapter.ts'

/** Where the broker is, for people. */
export type Place = string

/** CONNACK of MQTT 3.1.1 and of MQTT 5. */
const UNACCEPTABLE_VERSION = new Set([1, 132])
const BAD_IDENTITY = new Set([4, 5, 134, 135, 140])
const BAD_CLIENT_ID = new Set([2, 133])
/** DISCONNECT of MQTT 5: another connection has taken the session. */
const TAKEN_OVER = 142

export function unacceptedBy(place: Place, code: number): FeedReadError {
  if (UNACCEPTABLE_VERSION.has(code)) return new FeedReadError('configuration', `The broker ${place} does not speak this version of MQTT: write version: '3.1.1' in the feed file.`, `消息代理 ${place} 不支持该 MQTT 版本：请在数据源文件中写 version: '3.1.1'。`)
  if (BAD_IDENTITY.has(code)) return new FeedReadError('refused', `The broker ${place} turned us away (code ${code}): check user, password, certificate and what they may do there.`, `消息代理 ${place} 拒绝登录（代码 ${code}）：请核对用户名、口令、证书及其权限。`)
  if (BAD_CLIENT_ID.has(code)) return new FeedReadError('refused', `The broker ${place} does not take the client id (code ${code}): ask which ones it takes and name one under "clientId".`, `消息代理 ${place} 不接受该客户端标识（代码 ${code}）：请询问可用的标识，并写入 clientId。`)
  return new FeedReadError('unreachable', `The broker ${place} takes no connection at present (code ${code}). It is tried again.`, `消息代理 ${place} 暂不接受连接（代码 ${code}），将自动重试。`)
}

export function unsubscribed(place: Place, filter: string, code: number): FeedReadError {
  return new FeedReadError('refused', `The broker ${place} does not let us subscribe to ${filter} at QoS 1 (answer ${code}): have it allow this user to read that topic.`, `消息代理 ${place} 不允许以 QoS 1 订阅 ${filter}（返回 ${code}）：请授权该用户读取此主题。`)
}

/** What the broker's DISCONNECT says. */
export function sentAway(place: Place, code: number): FeedReadError {
  if (code === TAKEN_OVER) return new FeedReadError('refused', `Another connection to ${place} uses the same client id, and they take the session from each other: give every installation its own "clientId".`, `另一个连接在 ${place} 使用了相同的客户端标识，双方互相抢占会话：请为每套系统设置不同的 clientId。`)
  return new FeedReadError('unreachable', `The broker ${place} ended the connection (code ${code}). It is tried again.`, `消息代理 ${place} 断开了连接（代码 ${code}），将自动重试。`)
}

export function hungUp(place: Place): FeedReadError {
  return new FeedReadError('unreachable', `The broker ${place} hung up. It is tried again; if this goes on, look into the broker's log.`, `消息代理 ${place} 断开了连接，将自动重试；若持续出现，请查看消息代理的日志。`)
}

const CERTIFICATE = /CERT|SELF_SIGNED|SIGNATURE|ISSUER|^ERR_TLS|^ERR_SSL|^ERR_OSSL/

/** An error of the socket, of TLS or of the client library. */
export function failureAt(place: Place, cause: unknown): FeedReadError {
  if (cause instanceof FeedReadError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : cause instanceof Error ? cause.message : String(cause)
  if (CERTIFICATE.test(code)) return new FeedReadError('refused', `No trusted TLS connection to ${place} (${code}): check the certificates under "ca", "certificate" and "key", and whether the port speaks TLS.`, `无法与 ${place} 建立受信任的 TLS 连接（${code}）：请核对 ca、certificate、key 中的证书，以及该端口是否使用 TLS。`, { cause })
  return new FeedReadError('unreachable', `The broker ${place} cannot be reached (${code}). Check address and network; it is tried again.`, `无法连接消息代理 ${place}（${code}）。请核对地址和网络，将自动重试。`, { cause })
}

/** The store did not take what the broker gave. */
export function notTaken(cause: unknown): FeedReadError {
  if (cause instanceof FeedReadError) return cause
  return new FeedReadError('incomplete', 'The store did not take the messages; the broker keeps them and gives them again. Whoever runs this server: look into its log of this moment.', '数据库未能接收消息；消息保留在消息代理，稍后重新送达。请系统管理员查看此刻的日志。', { cause })
}
