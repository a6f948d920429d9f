// What is wrong with the way a feed file reaches an HTTP source, found without connecting.
import type { HttpSettings } from './http-config.ts'
import { urlProblem } from './origins.ts'

/** Each a sentence that says what to do. */
export function httpProblems(settings: HttpSettings, url: string): readonly string[] {
  const { auth, proxy, tls } = settings
  const problems = [urlProblem(url, 'url')]
  if (auth?.kind === 'oauth2') problems.push(urlProblem(auth.tokenUrl, 'auth.tokenUrl'))
  if (proxy !== undefined) {
    problems.push(urlProblem(proxy.url, 'proxy.url'))
    if (proxy.password !== undefined && proxy.user === undefined) problems.push('proxy has a password without a user: add `user`.')
  }
  if (tls !== undefined) {
    if ((tls.certificate === undefined) !== (tls.key === undefined)) problems.push('tls needs `certificate` and `key` together, or neither.')
    if (!url.startsWith('https:')) problems.push('tls is for addresses that begin with https: write the address so, or leave `tls` out.')
  }
  return problems.filter((problem) => problem !== undefined)
}
