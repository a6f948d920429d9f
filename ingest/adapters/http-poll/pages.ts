// Page after page of one reading, each looked at before it is handed on: did it go well, is the list there, does the total still hold.
import { hash } from 'node:crypto'
import type { HttpClient } from '../../http/client.ts'
import type { HttpAnswer } from '../../http/exchange.ts'
import { clockNote } from '../../http/refusals.ts'
import { shownUrl } from '../../http/origins.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { compilePath } from '../../mapping/path.ts'
import { printable } from '../../mapping/rejection.ts'
import { isRecord } from '../../samples/read-samples.ts'
import type { Sample, SampleValue } from '../../samples/sample.ts'
import { FeedReadError } from '../adapter.ts'
import type { HttpPollConfig } from './config.ts'
import { decode } from './decode.ts'
import { firstPlace, nextPlace, textAt } from './paging.ts'
import type { Validator } from './poll-cursor.ts'
import { listsIn, readPage } from './read-page.ts'
import { conditional, digestOf, requestOf } from './request.ts'

export interface Page {
  readonly samples: readonly Sample[]
  readonly total: number | undefined
  /** Nothing follows, and the total was reached. */
  readonly isLast: boolean
  /** Of a reading that one page was the whole of. */
  readonly validator: Validator | undefined
}

export interface Reading {
  readonly client: HttpClient
  readonly config: HttpPollConfig
  /** Parameters of the time that is asked for. */
  readonly parameters: Readonly<Record<string, string>>
  /** Left out where the source is not to be asked whether anything has changed. `basis` is what else the answer is read with. */
  readonly validated?: { readonly basis: string; readonly validator: Validator | undefined } | undefined
  readonly now: () => Instant
}

const MOST_PAGES = 1_000

/**
 * Ends after the last page, or yields 'unchanged' alone where the source says that nothing has changed. Throws FeedReadError where pages are not whole:
 * what was yielded before is then a part only.
 */
export async function* pagesOf(reading: Reading): AsyncGenerator<Page | 'unchanged'> {
  const { client, config, parameters, validated, now } = reading
  const most = config.mostPages ?? MOST_PAGES
  let place = firstPlace(config.paging)
  let readSoFar = 0
  let firstTotal: number | undefined
  let before = ''
  for (let number = 1; ; number++) {
    const request = requestOf(config, { place, parameters, secret: client.secret })
    const digest = validated === undefined ? '' : digestOf(request, validated.basis)
    const known = number === 1 && validated?.validator?.request === digest ? validated.validator : undefined
    const answer = await client.ask(conditional(request, known))
    if (answer.status === 304) {
      if (known !== undefined) return yield 'unchanged'
      throw new FeedReadError('contract', `${shownUrl(request.url)} answers 304 although it was not asked whether anything has changed: have the source mend it.`, `${shownUrl(request.url)} 在未带条件请求时应答 304：请来源系统更正。`)
    }
    const decoded = decode(answer.body, { declared: config.encoding, contentType: answer.headers.get('content-type') })
    const reader = readPage(decoded, { records: config.records, positionOf: config.paging === undefined ? (index) => index : (index) => `${number}:${index + 1}` })
    requireSuccess(config, answer, { envelope: reader.envelope, client, now: now() })
    const samples = reader.samples ?? emptyOrMissing(config, reader.envelope)
    const total = totalOf(config, reader.envelope)
    firstTotal ??= total
    if (total !== firstTotal) throw changed(`the total went from ${firstTotal ?? '?'} to ${total ?? '?'}`, `总数由 ${firstTotal ?? '?'} 变为 ${total ?? '?'}`)
    readSoFar += samples.length
    const content = hash('sha256', answer.body, 'base64url')
    if (samples.length > 0 && content === before) throw samePage(number)
    before = content
    const next = nextPlace(config.paging, { place, url: answer.url, records: samples.length, readSoFar, total, envelope: reader.envelope })
    const isLast = next === undefined && (total === undefined || total === readSoFar)
    yield { samples, total, isLast, validator: validated !== undefined && number === 1 && isLast ? validatorOf(answer, digest) : undefined }
    if (next === undefined) return requireTotal(config, { readSoFar, total, pages: number })
    if (number >= most) throw new FeedReadError('contract', `There are more than ${most} pages: declare larger pages, or raise \`mostPages\`.`, `超过 ${most} 页：请加大每页条数，或调高 mostPages。`)
    place = next
  }
}

function requireSuccess({ success }: HttpPollConfig, answer: HttpAnswer, { envelope, client, now }: { readonly envelope: SampleValue; readonly client: HttpClient; readonly now: Instant }): void {
  if (success === undefined) return
  const code = valueAt(envelope, success.pointer)
  if ((typeof code === 'string' || typeof code === 'boolean') && success.values.includes(String(code))) return
  const said = success.message === undefined ? '' : client.redact(printable(valueAt(envelope, success.message) ?? ''))
  const shown = client.redact(printable(code ?? '—'))
  const clock = clockNote(answer, { now, said })
  throw new FeedReadError(
    'refused',
    `${shownUrl(answer.url)} says that it did not go well: ${success.pointer} is ${shown}, not ${success.values.join(' or ')}${said === '' ? '' : `; "${said}"`}. Look the code up in the description of the interface.${clock.en}`,
    `${shownUrl(answer.url)} 返回失败：${success.pointer} 为 ${shown}，应为 ${success.values.join('、')}${said === '' ? '' : `；“${said}”`}。请在接口文档中查该返回码。${clock.zh}`,
  )
}

const valueAt = (envelope: SampleValue, pointer: string): unknown => (isRecord(envelope) ? compilePath(pointer)(envelope) : undefined)

/** A source that has just said that all went well may say null for no records. Anything else is another answer than agreed. */
function emptyOrMissing({ records, success }: HttpPollConfig, envelope: SampleValue): readonly Sample[] {
  if (success !== undefined && records !== '' && valueAt(envelope, records) === null) return []
  const lists = listsIn(envelope)
  const keys = isRecord(envelope) ? Object.keys(envelope).slice(0, 20).map((key) => printable(key)).join(', ') : ''
  const found = lists.length > 0 ? { en: `Lists are at ${lists.join(', ')}.`, zh: `列表位于 ${lists.join('、')}。` } : { en: `It has the keys ${keys === '' ? '—' : keys}.`, zh: `其键为 ${keys === '' ? '—' : keys}。` }
  throw new FeedReadError('contract', `There is no list at "${records}" in the answer. ${found.en} Correct \`records\`, or ask the source what has changed.`, `应答的 "${records}" 处没有列表。${found.zh}请更正 records，或向来源系统核实接口变化。`)
}

function totalOf({ total }: HttpPollConfig, envelope: SampleValue): number | undefined {
  if (total === undefined) return undefined
  const text = textAt(envelope, total)
  if (text !== undefined && /^\d{1,12}$/.test(text)) return Number(text)
  throw new FeedReadError('contract', `The answer says no total at ${total} (${printable(text ?? '—')}): correct \`total\`, or leave it out.`, `应答的 ${total} 处没有总数（${printable(text ?? '—')}）：请更正 total，或删去。`)
}

function requireTotal({ paging }: HttpPollConfig, { readSoFar, total, pages }: { readonly readSoFar: number; readonly total: number | undefined; readonly pages: number }): void {
  if (total === undefined || total === readSoFar) return
  if (paging === undefined && readSoFar < total) {
    throw new FeedReadError('configuration', `The source has ${total} records and gave ${readSoFar}: declare \`paging\`, so that the others are read too.`, `来源共 ${total} 条，只返回 ${readSoFar} 条：请声明 paging 以读取其余记录。`)
  }
  throw changed(`${readSoFar} records came in ${pages} pages, and the source counts ${total}`, `${pages} 页共读到 ${readSoFar} 条，来源总数为 ${total}`)
}

function changed(en: string, zh: string): FeedReadError {
  return new FeedReadError('incomplete', `The source changed while it was read: ${en}. It counts as not read and is read again; where this happens often, declare \`since.until\`, so that a time that is over is asked for.`, `读取期间来源数据发生变化：${zh}。本次不算读完，将重新读取；如经常发生，请声明 since.until，只读取已结束的时段。`)
}

function samePage(number: number): FeedReadError {
  return new FeedReadError('contract', `Page ${number} is the same as the one before: the source does not know the parameter in \`paging\`. Correct it after the description of the interface.`, `第 ${number} 页与上一页完全相同：来源系统不认识 paging 中的参数，请按接口文档更正。`)
}

const LONGEST_VALIDATOR = 500

function validatorOf({ headers }: HttpAnswer, request: string): Validator | undefined {
  const [etag, lastModified] = ['etag', 'last-modified'].map((name) => headers.get(name)).map((value) => (value !== undefined && value.length <= LONGEST_VALIDATOR ? value : undefined))
  if (etag === undefined && lastModified === undefined) return undefined
  return { request, ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) }
}
