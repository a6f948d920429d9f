// What is wrong with the configuration of a polled feed, found without connecting.
import { compileDate, dateProblem } from '../../mapping/date-format.ts'
import { pathProblem } from '../../mapping/path.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { httpProblems } from '../../http/http-problems.ts'
import type { HttpPollConfig } from './config.ts'

/** Set by the connection itself. */
const OWN_HEADERS = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding', 'keep-alive', 'upgrade', 'te', 'expect'])

/** Each a sentence that says what to do. */
export function pollProblems(config: HttpPollConfig, delivery: string | undefined): readonly string[] {
  const { method = 'GET', body, parameters, headers = {}, since, paging, success, records, total, auth } = config
  const problems: (string | undefined)[] = [...httpProblems(config, config.url)]
  if (method === 'GET' && body !== undefined) problems.push('A GET has no body: declare method: POST, or put the parameters under `query`.')
  if (method === 'GET' && parameters === 'body') problems.push('A GET has no body for its parameters: leave `parameters` out, or declare method: POST.')
  for (const name of Object.keys(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) problems.push(`The header ${name} is set by the connection: leave it out.`)
    if (name.toLowerCase() === 'authorization' && auth !== undefined && auth.kind !== 'none') problems.push('Both `headers` and `auth` set Authorization: keep one.')
  }
  for (const pointer of [records, total, success?.pointer, success?.message, paging !== undefined && 'next' in paging ? paging.next : undefined]) {
    if (pointer !== undefined && pointer !== '') problems.push(pathProblem(pointer, 'single'))
  }
  if (paging?.size !== undefined && paging.sizeParameter === undefined) problems.push('paging has a size without `sizeParameter`: name the parameter that takes it.')
  if (since !== undefined) {
    if (delivery === 'list') problems.push('A full list (delivery: list) is read whole each time: leave `since` out, or declare delivery: changes.')
    problems.push(pathProblem(since.path, 'single'), dateProblem(since.date), since.pathDate === undefined ? undefined : dateProblem(since.pathDate))
    if (since.start !== undefined && typeof compileDate({ format: 'ISO' }, zoneOf('UTC'))(since.start) !== 'number') problems.push(`since.start is "${since.start}": write a day or a time such as 2026-01-01 or 2026-01-01T08:00:00+08:00.`)
    if (since.until === since.parameter) problems.push('since.until is the same parameter as since.parameter: name the one for the end.')
  }
  return problems.filter((problem) => problem !== undefined)
}
