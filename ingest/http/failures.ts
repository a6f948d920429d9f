// What went wrong with a source over HTTP, in words for whoever answers for the feed.
import { FeedReadError } from '../adapters/adapter.ts'
import { printable } from '../mapping/rejection.ts'
import type { HttpLimits } from './http-config.ts'
import { shownUrl } from './origins.ts'

interface Circumstances {
  readonly url: URL
  /** The answer had begun. */
  readonly begun: boolean
  /** The time for the whole answer had run out. */
  readonly ranOut: boolean
  readonly limits: HttpLimits
}

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_OSSL_)|^(CERT_HAS_EXPIRED|HOSTNAME_MISMATCH|EPROTO)$/

/** An error of the connection as FeedReadError; one that a guard raised comes out as it is. */
export function failureOf(error: unknown, { url, begun, ranOut, limits }: Circumstances): FeedReadError {
  const guarded = causesOf(error).find((one) => one instanceof FeedReadError)
  if (guarded !== undefined) return guarded
  const at = shownUrl(url)
  const code = codeOf(error)
  if (ranOut) return begun ? brokenOff(url, `it was not whole within ${limits.wholeMs} ms`, `${limits.wholeMs} 毫秒内未能收完`, error) : unreachable(`${at} did not answer within ${limits.wholeMs} ms`, `${at} 在 ${limits.wholeMs} 毫秒内未应答`, error)
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return unreachable(`${url.host} could not be connected to within ${limits.connectMs} ms`, `${limits.connectMs} 毫秒内未能连接 ${url.host}`, error)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return unreachable(`${at} did not begin to answer within ${limits.headersMs} ms`, `${at} 在 ${limits.headersMs} 毫秒内未开始应答`, error)
    case 'UND_ERR_BODY_TIMEOUT':
      return brokenOff(url, `nothing came for ${limits.silenceMs} ms`, `${limits.silenceMs} 毫秒没有新内容`, error)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return new FeedReadError('unreachable', `The name ${url.hostname} is not known to the name server: check the address, and the name server of this machine.`, `域名服务器查不到 ${url.hostname}：请核对地址和本机的 DNS 设置。`, { cause: error })
    case 'ECONNREFUSED':
      return unreachable(`Nothing listens at ${url.host}`, `${url.host} 没有服务在监听`, error)
    case 'UND_ERR_HEADERS_OVERFLOW':
      return new FeedReadError('contract', `${at} answers with headers that are too long: have the source shorten them.`, `${at} 应答头过长：请来源系统缩短。`, { cause: error })
    default:
  }
  if (code !== undefined && TLS.test(code)) {
    return new FeedReadError(
      'refused',
      `The secure connection to ${url.host} failed (${printable(messageOf(error))}): check the certificate of the server, and \`tls\` in the feed file: \`ca\` for a certificate of the city's own authority, \`certificate\` and \`key\` where the server asks for one.`,
      `与 ${url.host} 的加密连接失败（${printable(messageOf(error))}）：请核对服务器证书，以及数据源文件中的 tls：本地 CA 用 ca，双向认证用 certificate 和 key。`,
      { cause: error },
    )
  }
  if (begun) return brokenOff(url, 'the connection ended in the middle of it', '应答中途连接中断', error)
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || causesOf(error).some((one) => one instanceof Error && one.name === 'HTTPParserError')) {
    return new FeedReadError('incomplete', `${at} answers with something that is no sound HTTP (${printable(messageOf(error))}): have the source or the gateway before it looked into.`, `${at} 的应答不是规范的 HTTP（${printable(messageOf(error))}）：请来源系统或其网关检查。`, { cause: error })
  }
  return unreachable(`${at} could not be asked (${printable(messageOf(error))})`, `无法访问 ${at}（${printable(messageOf(error))}）`, error)
}

export function brokenOff(url: URL, en: string, zh: string, cause?: unknown): FeedReadError {
  return new FeedReadError('incomplete', `The answer of ${shownUrl(url)} broke off: ${en}. Nothing of it was taken; it is read again.`, `${shownUrl(url)} 的应答不完整：${zh}。该应答未采用，将重新读取。`, cause === undefined ? {} : { cause })
}

export function tooLarge(url: URL, { largestBytes }: HttpLimits): FeedReadError {
  const mib = largestBytes / 1_048_576
  return new FeedReadError('contract', `The answer of ${shownUrl(url)} is larger than ${mib} MiB: declare smaller pages, or raise \`largestAnswerMiB\`.`, `${shownUrl(url)} 的应答超过 ${mib} MiB：请减小分页，或调高 largestAnswerMiB。`)
}

function unreachable(en: string, zh: string, cause: unknown): FeedReadError {
  return new FeedReadError('unreachable', `${en}: check that the source runs and that the network lets this machine through.`, `${zh}：请确认来源系统在运行，且网络已对本机放行。`, { cause })
}

/** The error and what caused it, outermost first; of a connection tried at several addresses all of them. */
function causesOf(error: unknown): readonly unknown[] {
  const all: unknown[] = []
  for (let at = error; at instanceof Error && all.length < 8; at = at.cause) {
    all.push(at)
    if (at instanceof AggregateError) all.push(...at.errors)
  }
  return all
}

function codeOf(error: unknown): string | undefined {
  for (const one of causesOf(error)) {
    const code: unknown = one instanceof Error ? Reflect.get(one, 'code') : undefined
    if (typeof code === 'string') return code
  }
  return undefined
}

function messageOf(error: unknown): string {
  const texts = causesOf(error).flatMap((one) => (one instanceof Error && one.message !== '' ? [one.message] : []))
  return texts[0] ?? codeOf(error) ?? String(error)
}
