// Where the next page is, and whether there is one. Pure.
import { printable } from '../../mapping/rejection.ts'
import { compilePath } from '../../mapping/path.ts'
import { isRecord } from '../../samples/read-samples.ts'
import type { SampleValue } from '../../samples/sample.ts'
import { FeedReadError } from '../adapter.ts'
import type { Paging } from './config.ts'

/** What asks for one page: parameters to add, or the address that the answer before gave. */
export interface Place {
  readonly parameters: Readonly<Record<string, string | number>>
  readonly url?: URL | undefined
}

/** What is known once a page has been read. */
export interface PageRead {
  readonly place: Place
  /** The address that was asked. */
  readonly url: URL
  /** Records of this page, and of all pages so far. */
  readonly records: number
  readonly readSoFar: number
  readonly total: number | undefined
  readonly envelope: SampleValue
}

export function firstPlace(paging: Paging | undefined): Place {
  switch (paging?.by) {
    case undefined:
      return { parameters: {} }
    case 'page':
      return { parameters: { [paging.parameter]: paging.first ?? 1, ...sizeOf(paging) } }
    case 'offset':
      return { parameters: { [paging.parameter]: 0, ...sizeOf(paging) } }
    case 'cursor':
    case 'link':
      return { parameters: sizeOf(paging) }
  }
}

/**
 * Undefined after the last page. Pages by number and offset end where the total is reached, or at the first empty page where there is none: a source
 * that gives fewer records than it was asked for has not ended. Throws FeedReadError for a next page elsewhere.
 */
export function nextPlace(paging: Paging | undefined, page: PageRead): Place | undefined {
  switch (paging?.by) {
    case undefined:
      return undefined
    case 'page':
      return goesOn(page) ? { parameters: { ...page.place.parameters, [paging.parameter]: Number(page.place.parameters[paging.parameter]) + 1 } } : undefined
    case 'offset':
      return goesOn(page) ? { parameters: { ...page.place.parameters, [paging.parameter]: page.readSoFar } } : undefined
    case 'cursor': {
      const next = textAt(page.envelope, paging.next)
      return next === undefined ? undefined : { parameters: { ...page.place.parameters, [paging.parameter]: next } }
    }
    case 'link': {
      const next = textAt(page.envelope, paging.next)
      return next === undefined ? undefined : { parameters: {}, url: nextUrl(next, page.url) }
    }
  }
}

const goesOn = ({ records, readSoFar, total }: PageRead): boolean => records > 0 && (total === undefined || readSoFar < total)

const sizeOf = ({ sizeParameter, size = 100 }: Paging): Readonly<Record<string, number>> => (sizeParameter === undefined ? {} : { [sizeParameter]: size })

function nextUrl(text: string, url: URL): URL {
  const next = URL.parse(text, url.href)
  if (next?.origin === url.origin) return next
  const target = next === null ? printable(text) : printable(`${next.protocol}//${next.host}${next.pathname}`)
  throw new FeedReadError('refused', `The answer of ${url.host} names ${target} as the next page, which is another host: it was not asked. Have the source link to its own address.`, `${url.host} 的应答将下一页指向另一主机 ${target}，未访问。请来源系统改为本机地址。`)
}

/** The text at a pointer; undefined for what says that there is nothing more. */
export function textAt(envelope: SampleValue, pointer: string): string | undefined {
  const value: unknown = isRecord(envelope) ? compilePath(pointer)(envelope) : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
