// What a pushing source is told when its request is not taken, in both languages, each with what to do.
import type { Instant } from '../../rules/time/instant.ts'
import { bilingualProblem, type ProblemError } from '../problem.ts'
import type { Bilingual } from '../schemas/common.ts'

/** Why pushes are refused as a whole, as the metrics count them. */
export type PushRefusal = 'token' | 'signature' | 'secret' | 'clock' | 'too-many-at-once' | 'too-fast' | 'key' | 'key-reused' | 'encoding' | 'charset' | 'too-large' | 'not-gzip'

export interface Refused {
  readonly reason: PushRefusal
  readonly problem: ProblemError
}

export const tokenRefused = (feed: string): Refused => ({
  reason: 'token',
  problem: bilingualProblem(401, {
    detail: { en: `Feed ${feed} takes pushes with a token of its own, and none in force was shown.`, zh: `数据源 ${feed} 需要有效的专用令牌，请求未带或令牌已失效。` },
    advice: { en: `Send Authorization: Bearer TOKEN. \`ctmm feed token add ${feed}\` or the page of feeds makes one; it is shown once.`, zh: `请带请求头 Authorization: Bearer 令牌。可用 ctmm feed token add ${feed} 或在数据源页面生成，只显示一次。` },
    headers: { 'www-authenticate': 'Bearer' },
  }),
})

export const signatureRefused = (what: 'absent' | 'wrong'): Refused => ({
  reason: 'signature',
  problem: bilingualProblem(401, {
    detail: what === 'absent'
      ? { en: 'This feed takes signed pushes: X-CTMM-Timestamp and X-CTMM-Signature are needed.', zh: '该数据源要求签名：需要 X-CTMM-Timestamp 和 X-CTMM-Signature 请求头。' }
      : { en: 'The signature is not that of this body and this time stamp.', zh: '签名与请求体和时间戳不符。' },
    advice: {
      en: 'Sign the bytes that you send (compressed ones as they are): X-CTMM-Signature is HMAC-SHA256 of timestamp + "." + body with the shared secret, in hexadecimal; X-CTMM-Timestamp is the time in seconds or milliseconds since 1970.',
      zh: '请对实际发送的字节签名（压缩后发送的按压缩后的字节）：X-CTMM-Signature 为以共享密钥对 时间戳 + "." + 请求体 计算的 HMAC-SHA256（十六进制）；X-CTMM-Timestamp 为 1970 年以来的秒或毫秒。',
    },
    headers: { 'www-authenticate': 'X-CTMM-Signature' },
  }),
})

/** The fault is ours; `why` says what is wrong with the secret. */
export const secretMissing = (why: Bilingual): Refused => ({
  reason: 'secret',
  problem: bilingualProblem(503, {
    detail: { en: `The signature cannot be checked. ${why.en}`, zh: `无法核验签名。${why.zh}` },
    advice: { en: 'Keep what you sent and send it again later; whoever runs this server has to set the secret.', zh: '请保留数据，稍后重新发送；需由本系统管理员设置密钥。' },
  }),
})

export const clockRefused = ({ now, sent, skewSeconds }: { readonly now: Instant; readonly sent: Instant; readonly skewSeconds: number }): Refused => {
  const [here, there, apart] = [iso(now), iso(sent), Math.round(Math.abs(now - sent) / 1000)]
  return {
    reason: 'clock',
    problem: bilingualProblem(401, {
      detail: { en: `The time stamp says ${there}, this server's clock ${here}: ${apart} s apart, and ${skewSeconds} s are allowed.`, zh: `时间戳为 ${there}，本服务器时钟为 ${here}，相差 ${apart} 秒，允许 ${skewSeconds} 秒。` },
      advice: { en: 'Set the clock of the sending system by a time server, and sign each attempt anew.', zh: '请用时间服务器校准发送方时钟，每次发送重新签名。' },
      headers: { 'www-authenticate': 'X-CTMM-Signature' },
    }),
  }
}

const iso = (instant: Instant): string => (Math.abs(instant) < 8.64e15 ? `${new Date(instant).toISOString().slice(0, 19)}Z` : String(instant))

export const tooMany = (reason: 'too-many-at-once' | 'too-fast', retrySeconds: number): Refused => ({
  reason,
  problem: bilingualProblem(429, {
    detail: reason === 'too-fast'
      ? { en: 'This feed sends faster than its feed file allows (adapter.rate).', zh: '该数据源发送速度超过数据源文件的限制（adapter.rate）。' }
      : { en: 'More pushes of this feed are under way than fit (adapter.waiting).', zh: '该数据源正在处理的请求过多（adapter.waiting）。' },
    advice: { en: `Send it again after ${retrySeconds} s; send more samples in fewer requests.`, zh: `请在 ${retrySeconds} 秒后重新发送；建议减少请求次数、每次多带样本。` },
    headers: { 'retry-after': String(retrySeconds) },
  }),
})

export const badKey = (): Refused => ({
  reason: 'key',
  problem: bilingualProblem(400, {
    detail: { en: 'The Idempotency-Key is not made of 1 to 255 visible ASCII characters.', zh: 'Idempotency-Key 须为 1 至 255 个可见 ASCII 字符。' },
    advice: { en: 'Send a UUID of your own for each body, and the same one when you send that body again.', zh: '请为每个请求体生成一个 UUID，重发同一请求体时使用同一个。' },
  }),
})

export const keyReused = (): Refused => ({
  reason: 'key-reused',
  problem: bilingualProblem(422, {
    detail: { en: 'Another body was sent under this Idempotency-Key; nothing of this one was taken.', zh: '该 Idempotency-Key 已用于另一请求体；本次内容未采用。' },
    advice: { en: 'Send this body under a key of its own.', zh: '请为该请求体使用新的 Idempotency-Key。' },
  }),
})

export const badEncoding = (encoding: string): Refused => ({
  reason: 'encoding',
  problem: bilingualProblem(415, {
    detail: { en: `The body is encoded as ${encoding.slice(0, 40)}.`, zh: `请求体采用 ${encoding.slice(0, 40)} 压缩。` },
    advice: { en: 'Send it with Content-Encoding: gzip, or without any.', zh: '请使用 Content-Encoding: gzip，或不压缩。' },
    headers: { 'accept-encoding': 'gzip' },
  }),
})

export const badCharset = (charset: string): Refused => ({
  reason: 'charset',
  problem: bilingualProblem(415, {
    detail: { en: `The body is said to be in ${charset.slice(0, 40)}.`, zh: `请求体声明的编码为 ${charset.slice(0, 40)}。` },
    advice: { en: 'Send JSON in UTF-8.', zh: '请发送 UTF-8 编码的 JSON。' },
  }),
})

export const tooLarge = (mostMiB: number): Refused => ({
  reason: 'too-large',
  problem: bilingualProblem(413, {
    detail: { en: `The body is larger than ${mostMiB} MiB once it is opened.`, zh: `请求体解压后超过 ${mostMiB} MiB。` },
    advice: { en: 'Split the samples over several requests.', zh: '请将样本分多次发送。' },
  }),
})

export const notGzip = (): Refused => ({
  reason: 'not-gzip',
  problem: bilingualProblem(400, {
    detail: { en: 'The body is said to be gzip and does not open.', zh: '请求体声明为 gzip，但无法解压。' },
    advice: { en: 'Compress it whole, or send it as it is.', zh: '请完整压缩后发送，或不压缩。' },
  }),
})
