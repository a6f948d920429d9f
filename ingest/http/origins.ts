// The hosts that a feed may talk to: scheme, host and port, as the feed file names them.
import { isIP } from 'node:net'
import { FeedReadError } from '../adapters/adapter.ts'
import { printable } from '../mapping/rejection.ts'
import { classOf, withoutBrackets } from './addresses.ts'

/** What is wrong with an address in a feed file, or undefined. `what` names the place, such as "url". */
export function urlProblem(text: string, what: string): string | undefined {
  const url = URL.parse(text)
  if (url === null) return `${what} is no address: write scheme, host, port and path, as in "http://127.0.0.1:8080/api/orders".`
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${what} begins with "${url.protocol}": only http: and https: are read.`
  if (url.username !== '' || url.password !== '') return `${what} holds a user or a password: keep the password as a secret and declare \`auth\`.`
  if (url.hash !== '') return `${what} has a part after "#", which is never sent: leave it out.`
  const written = /^https?:\/\/([^/?\\]*)/i.exec(text)?.[1]?.toLowerCase()
  const port = url.protocol === 'https:' ? ':443' : ':80'
  // A host in another form than its plain one hides from whoever reads the file where it leads.
  if (written !== url.host && written !== `${url.host}${port}`) return `${what} names its host as "${printable(written ?? '')}": write it plainly, "${url.host}".`
  if (isIP(withoutBrackets(url.hostname)) !== 0 && classOf(withoutBrackets(url.hostname)) === 'closed') {
    return `${what} names ${url.hostname}, which is no address of a source: link-local, multicast, reserved and cloud metadata addresses are never read.`
  }
  return undefined
}

/** Throws FeedReadError (`refused`) that names the target where it is not one of the origins. */
export function requireOrigin(url: URL, origins: ReadonlySet<string>): void {
  if (origins.has(url.origin)) return
  throw notNamed(url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : printable(`${url.protocol}//${url.host}`))
}

export function notNamed(target: string): FeedReadError {
  return new FeedReadError(
    'refused',
    `${target} is not a host that this feed names, so it was not asked. If it belongs to the source, have the source answer from the host of \`url\`, or name that address in the feed file.`,
    `${target} 不是该数据源声明的主机，未访问。如确属来源系统，请由 url 中的主机直接提供，或在数据源文件中改用该地址。`,
  )
}

/** An address for people: without its query, which may hold keys. */
export const shownUrl = (url: URL): string => printable(`${url.origin}${url.pathname}`)
