// What an answer with another status than the wanted one means, in words, with what the source said and what its clock shows.
import type { Instant } from '../../rules/time/instant.ts'
import { FeedReadError, type ReadFailure } from '../adapters/adapter.ts'
import { printable, type Bilingual } from '../mapping/rejection.ts'
import type { HttpAnswer } from './exchange.ts'
import { shownUrl } from './origins.ts'

export interface Refusal {
  readonly now: Instant
  readonly redact: (text: string) => string
  /** What Retry-After asked for, where that is longer than we wait. */
  readonly waitMs?: number | undefined
}

/** The answer as FeedReadError. Statuses that are wanted (2xx, 304) are for the caller. */
export function refusalOf(answer: HttpAnswer, { now, redact, waitMs }: Refusal): FeedReadError {
  const { status } = answer
  const at = shownUrl(answer.url)
  const said = redact(saidBy(answer))
  const clock = clockNote(answer, { now, said })
  const words = said === '' ? { zh: '', en: '' } : { zh: `，并称：${said}`, en: `, saying: ${said}` }
  const make = (failure: ReadFailure, en: string, zh: string): FeedReadError => new FeedReadError(failure, `${at} answered ${status}${words.en}. ${en}${clock.en}`, `${at} 应答 ${status}${words.zh}。${zh}${clock.zh}`)
  if (status === 401 || status === 403) return make('refused', 'Check `auth` in the feed file and its secret, and whether the source has let this machine in.', '请核对数据源文件中的 auth 及其密钥，以及来源系统是否已授权本机。')
  if (status === 407) return make('refused', 'The proxy wants a user and a password: declare them under `proxy`.', '代理需要账号和密码：请在 proxy 中声明。')
  if (status === 429 || status === 503) {
    const wait = waitMs === undefined ? undefined : Math.ceil(waitMs / 1000)
    return make('unreachable', wait === undefined ? 'It is asked again later; agree on a slower schedule with the source if it stays.' : `It wants ${wait} s of rest and is asked again later.`, wait === undefined ? '稍后重试；如持续出现，请与来源系统商定更低的采集频率。' : `对方要求 ${wait} 秒后再试，稍后重新读取。`)
  }
  if (status >= 500) return make('unreachable', 'It is asked again later; tell the operator of the source if it stays.', '稍后重试；如持续出现，请联系来源系统运维。')
  if (status === 404 || status === 410) return make('contract', 'Check the path in the feed file, and whether the source has moved it.', '请核对数据源文件中的路径，以及来源系统是否变更了接口地址。')
  return make('contract', 'Check method, parameters and body in the feed file against the description of the interface.', '请对照接口文档核对请求方法、参数和请求体。')
}

/** A redirect that is not followed. */
export function redirectRefused(answer: HttpAnswer, target: string): FeedReadError {
  const [at, to] = [shownUrl(answer.url), printable(target)]
  return new FeedReadError('refused', `${at} sends us on to ${to}, which is not followed: only GET requests are, and only within the same host. If that is the right address, write it in the feed file.`, `${at} 要求跳转到 ${to}，未跟随：只在同一主机内跟随 GET 请求的跳转。如该地址正确，请写入数据源文件。`)
}

const LONGEST_SAID = 200

/** What the body says, where it is text and not a page for people. */
function saidBy({ headers, body }: HttpAnswer): string {
  const type = headers.get('content-type') ?? ''
  if (body.length === 0 || /html|xml|octet|image/i.test(type)) return ''
  const text = new TextDecoder().decode(body.subarray(0, LONGEST_SAID * 4)).replaceAll(/\s+/g, ' ').trim()
  return text.startsWith('<') ? '' : printable(text.slice(0, LONGEST_SAID))
}

const NOTABLE_MS = 30_000
const TIME_WORDS = /time_?stamp|rtime|clock|skew|时间戳|时钟|时间差|请求时间|请求已过期/i

/** A sentence where the source's clock and ours differ, or where it complains of the time; empty otherwise. */
export function clockNote({ headers }: Pick<HttpAnswer, 'headers'>, { now, said }: { readonly now: Instant; readonly said: string }): Bilingual {
  const theirs = Date.parse(headers.get('date') ?? '')
  const [here, there] = [iso(now), iso(theirs)]
  const seconds = Math.round(Math.abs(theirs - now) / 1000)
  if (Math.abs(theirs - now) >= NOTABLE_MS) {
    return { en: ` Its clock shows ${there}, this machine's ${here}: they differ by ${seconds} s, so signatures may be refused. Set this machine's clock, or tell the operator of the source.`, zh: `对方时钟为 ${there}，本机为 ${here}，相差 ${seconds} 秒，签名可能因此被拒。请校准本机时钟，或告知来源系统运维。` }
  }
  if (!TIME_WORDS.test(said)) return { en: '', zh: '' }
  return { en: ` It complains of the time; this machine's clock shows ${here}: compare it with the clock of the source.`, zh: `对方指出时间有误；本机时钟为 ${here}，请与来源系统的时钟核对。` }
}

const iso = (instant: Instant): string => (Number.isFinite(instant) ? `${new Date(instant).toISOString().slice(0, 19)}Z` : '')
