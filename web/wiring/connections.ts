// The adapter part of a feed file from what was filled in. A password is named, never held.
import { valueOf, type Filled } from './connection-fields.ts'
import type { AdapterPart, Channel } from './draft.ts'

type Get = (name: string) => string | undefined

/** The adapter part; what is not filled in is left out. Throws SyntaxError where a body is not JSON. */
export function adapterOf(channel: Channel, filled: Filled): AdapterPart {
  const get: Get = (name) => valueOf(channel, filled, name)
  switch (channel) {
    case 'database':
      return { kind: 'sql-query', ...texts(get, 'engine', 'host'), ...number(get, 'port'), ...texts(get, 'database', 'user'), ...secret(get, 'password'), ...tls(get), ...texts(get, 'zone'), ...tables(get), ...reading(get) }
    case 'poll':
      return { kind: 'http-poll', ...texts(get, 'url', 'method'), records: get('records') ?? '', ...auth(get), ...paging(get), ...since(get), ...success(get), ...body(get) }
    case 'mqtt':
      return { kind: 'mqtt', ...texts(get, 'url', 'topic', 'username'), ...secret(get, 'password'), ...texts(get, 'version', 'group', 'clientId', 'ca', 'serverName') }
    case 'push':
      return { kind: 'http-push', auth: 'token' }
    case 'manual':
      return { kind: 'manual' }
    case 'file':
      return { kind: 'upload', format: format(get) }
  }
}

function format(get: Get): AdapterPart {
  const kind = get('format') ?? 'csv'
  if (kind === 'zip') return { kind, of: plainFormat(get, get('zipOf') ?? 'csv') }
  return plainFormat(get, kind)
}

function plainFormat(get: Get, kind: string): AdapterPart {
  const leaveOut = list(get('leaveOut'))
  const rows = { ...number(get, 'headerRow'), ...(leaveOut.length === 0 ? {} : { leaveOut }) }
  switch (kind) {
    case 'xlsx':
      return { kind, ...texts(get, 'sheet'), ...number(get, 'headerRows'), ...rows }
    case 'json':
      return { kind, ...texts(get, 'encoding'), ...(get('jsonAt') === undefined ? {} : { at: get('jsonAt') }) }
    case 'ndjson':
      return { kind, ...texts(get, 'encoding') }
    default:
      return { kind, encoding: get('encoding') ?? 'utf-8', ...texts(get, 'delimiter'), ...rows }
  }
}

function texts(get: Get, ...names: readonly string[]): AdapterPart {
  return Object.fromEntries(names.flatMap((name) => (get(name) === undefined ? [] : [[name, get(name)]])))
}

function number(get: Get, name: string, as = name): AdapterPart {
  const text = get(name)
  return text === undefined ? {} : { [as]: Number(text) }
}

function secret(get: Get, name: string, as = name): AdapterPart {
  const kept = get(name)
  return kept === undefined ? {} : { [as]: { secret: kept } }
}

function tls(get: Get): AdapterPart {
  const verify = get('tls')
  return verify === undefined ? {} : { tls: { verify, ...(get('tlsCa') === undefined ? {} : { ca: get('tlsCa') }) } }
}

function tables(get: Get): AdapterPart {
  const query = get('query')
  if (query !== undefined) return { query }
  const history = get('history')
  return history === undefined ? texts(get, 'table') : { tables: [{ name: get('table') ?? '' }, { name: history }] }
}

/** Several key columns are written with commas between. */
const list = (text: string | undefined): readonly string[] => (text ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '')

function reading(get: Get): AdapterPart {
  const key = list(get('keyColumn'))
  if (key.length === 0) return {}
  switch (get('reading')) {
    case 'full':
      return { full: { key } }
    case 'flag':
      return get('flagColumn') === undefined || get('flagUser') === undefined ? {} : { flag: { column: get('flagColumn'), key, user: get('flagUser'), ...secret(get, 'flagPassword', 'password') } }
    default:
      return get('timeColumn') === undefined ? {} : { watermark: { time: { column: get('timeColumn'), ...(get('timeFormat') === undefined ? {} : { format: get('timeFormat') }) }, key } }
  }
}

function auth(get: Get): AdapterPart {
  const kind = get('auth')
  switch (kind) {
    case 'national-exchange':
      return { auth: { kind, ...texts(get, 'requester', 'service'), ...secret(get, 'signKey', 'key') } }
    case 'tif':
      return { auth: { kind, ...texts(get, 'paasId'), ...secret(get, 'token') } }
    case 'oauth2':
      return { auth: { kind, ...texts(get, 'tokenUrl'), clientId: get('clientName'), ...secret(get, 'clientSecret') } }
    case 'bearer':
      return { auth: { kind, ...secret(get, 'token') } }
    case 'basic':
      return { auth: { kind, ...texts(get, 'user'), ...secret(get, 'password') } }
    case 'header':
      return { auth: { kind, name: get('headerName'), ...secret(get, 'headerValue', 'value') } }
    default:
      return {}
  }
}

function paging(get: Get): AdapterPart {
  const by = get('paging')
  if (by === undefined) return {}
  const next = get('pageNext')
  return { paging: { by, ...(by === 'link' ? {} : { parameter: get('pageParameter') }), ...(next === undefined ? {} : { next }), ...texts(get, 'sizeParameter'), ...number(get, 'size') } }
}

function since(get: Get): AdapterPart {
  const parameter = get('sinceParameter')
  return parameter === undefined ? {} : { since: { parameter, date: { format: get('sinceFormat') }, path: get('sincePath') } }
}

function success(get: Get): AdapterPart {
  const pointer = get('successPointer')
  return pointer === undefined ? {} : { success: { pointer, values: list(get('successValues')) } }
}

function body(get: Get): AdapterPart {
  const text = get('body')
  return text === undefined ? {} : { body: JSON.parse(text) as unknown }
}
