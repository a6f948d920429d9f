// What a person fills in to reach a source, by channel: the least first, what few need under "more settings".
import type { Channel } from './draft.ts'

export interface ConnectionField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'choice' | 'secret' | 'long'
  readonly required?: true
  /** Shown under "more settings". */
  readonly more?: true
  readonly choices?: readonly string[]
  /** What stands there before anything is typed, and is taken where nothing is. */
  readonly usual?: string
  readonly hint?: string
  /** Asked for only while another field holds one of these. */
  readonly when?: { readonly field: string; readonly is: readonly string[] }
}

const DATABASE: readonly ConnectionField[] = [
  { name: 'engine', kind: 'choice', choices: ['mysql', 'postgresql'], usual: 'mysql' },
  { name: 'host', kind: 'text', required: true, hint: '127.0.0.1' },
  { name: 'port', kind: 'number', hint: '3306 / 5432' },
  { name: 'database', kind: 'text', required: true },
  { name: 'user', kind: 'text', required: true },
  { name: 'password', kind: 'secret' },
  { name: 'table', kind: 'text', hint: 'order_info' },
  { name: 'history', kind: 'text', more: true, hint: 'order_info_his' },
  { name: 'query', kind: 'long', more: true, hint: 'SELECT … FROM … WHERE …' },
  { name: 'tls', kind: 'choice', choices: ['', 'full', 'ca', 'none'], usual: '', more: true },
  { name: 'tlsCa', kind: 'text', more: true, when: { field: 'tls', is: ['full', 'ca'] } },
  { name: 'zone', kind: 'text', more: true, hint: 'Asia/Shanghai' },
]

const POLL: readonly ConnectionField[] = [
  { name: 'url', kind: 'text', required: true, hint: 'http://127.0.0.1:8080/api/orders' },
  { name: 'method', kind: 'choice', choices: ['GET', 'POST'], usual: 'GET' },
  { name: 'records', kind: 'text', hint: '/data/list' },
  { name: 'auth', kind: 'choice', choices: ['none', 'national-exchange', 'tif', 'oauth2', 'bearer', 'basic', 'header'], usual: 'none' },
  { name: 'requester', kind: 'text', required: true, when: { field: 'auth', is: ['national-exchange'] } },
  { name: 'service', kind: 'text', required: true, when: { field: 'auth', is: ['national-exchange'] } },
  { name: 'signKey', kind: 'secret', when: { field: 'auth', is: ['national-exchange'] } },
  { name: 'paasId', kind: 'text', required: true, when: { field: 'auth', is: ['tif'] } },
  { name: 'token', kind: 'secret', when: { field: 'auth', is: ['tif', 'bearer'] } },
  { name: 'tokenUrl', kind: 'text', required: true, when: { field: 'auth', is: ['oauth2'] } },
  { name: 'clientName', kind: 'text', required: true, when: { field: 'auth', is: ['oauth2'] } },
  { name: 'clientSecret', kind: 'secret', when: { field: 'auth', is: ['oauth2'] } },
  { name: 'user', kind: 'text', required: true, when: { field: 'auth', is: ['basic'] } },
  { name: 'password', kind: 'secret', when: { field: 'auth', is: ['basic'] } },
  { name: 'headerName', kind: 'text', required: true, hint: 'X-Api-Key', when: { field: 'auth', is: ['header'] } },
  { name: 'headerValue', kind: 'secret', when: { field: 'auth', is: ['header'] } },
  { name: 'paging', kind: 'choice', choices: ['', 'page', 'offset', 'cursor', 'link'], usual: '' },
  { name: 'pageParameter', kind: 'text', required: true, hint: 'pageNum', when: { field: 'paging', is: ['page', 'offset', 'cursor'] } },
  { name: 'pageNext', kind: 'text', required: true, hint: '/data/next', when: { field: 'paging', is: ['cursor', 'link'] } },
  { name: 'sizeParameter', kind: 'text', hint: 'pageSize', when: { field: 'paging', is: ['page', 'offset', 'cursor', 'link'] } },
  { name: 'size', kind: 'number', hint: '100', when: { field: 'paging', is: ['page', 'offset', 'cursor', 'link'] } },
  { name: 'sinceParameter', kind: 'text', more: true, hint: 'updatedAfter' },
  { name: 'sincePath', kind: 'text', more: true, required: true, hint: 'updateTime', when: { field: 'sinceParameter', is: ['*'] } },
  { name: 'sinceFormat', kind: 'text', more: true, usual: 'yyyy-MM-dd HH:mm:ss', when: { field: 'sinceParameter', is: ['*'] } },
  { name: 'successPointer', kind: 'text', more: true, hint: '/code' },
  { name: 'successValues', kind: 'text', more: true, required: true, hint: '0, 200', when: { field: 'successPointer', is: ['*'] } },
  { name: 'body', kind: 'long', more: true, hint: '{"type": "order"}', when: { field: 'method', is: ['POST'] } },
]

const MQTT: readonly ConnectionField[] = [
  { name: 'url', kind: 'text', required: true, hint: 'mqtt://127.0.0.1:1883' },
  { name: 'topic', kind: 'text', required: true, hint: 'city/12345/orders' },
  { name: 'username', kind: 'text' },
  { name: 'password', kind: 'secret' },
  { name: 'version', kind: 'choice', choices: ['5', '3.1.1'], usual: '5', more: true },
  { name: 'group', kind: 'text', more: true },
  { name: 'clientId', kind: 'text', more: true },
  { name: 'ca', kind: 'text', more: true },
  { name: 'serverName', kind: 'text', more: true },
]

/** How the bytes of a file become rows; guessed from the file itself. */
const FILE: readonly ConnectionField[] = [
  { name: 'format', kind: 'choice', choices: ['csv', 'xlsx', 'json', 'ndjson', 'zip'], usual: 'csv' },
  { name: 'zipOf', kind: 'choice', choices: ['csv', 'xlsx', 'json', 'ndjson'], usual: 'csv', when: { field: 'format', is: ['zip'] } },
  { name: 'encoding', kind: 'choice', choices: ['utf-8', 'gb18030'], usual: 'utf-8', when: { field: 'format', is: ['csv', 'json', 'ndjson', 'zip'] } },
  { name: 'delimiter', kind: 'choice', choices: ['', ',', ';', '\t', '|'], usual: '', when: { field: 'format', is: ['csv', 'zip'] } },
  { name: 'sheet', kind: 'text', when: { field: 'format', is: ['xlsx'] } },
  { name: 'headerRow', kind: 'number', hint: '1', when: { field: 'format', is: ['csv', 'xlsx'] } },
  { name: 'headerRows', kind: 'number', hint: '1', when: { field: 'format', is: ['xlsx'] } },
  { name: 'leaveOut', kind: 'text', hint: '合计, 填表人', when: { field: 'format', is: ['csv', 'xlsx'] } },
  { name: 'jsonAt', kind: 'text', hint: '/data', when: { field: 'format', is: ['json'] } },
]

/** How a database is read on after the first time, once its columns are known. */
const READING: readonly ConnectionField[] = [
  { name: 'reading', kind: 'choice', choices: ['watermark', 'full', 'flag'], usual: 'watermark' },
  { name: 'keyColumn', kind: 'choice', required: true },
  { name: 'timeColumn', kind: 'choice', required: true, when: { field: 'reading', is: ['watermark'] } },
  { name: 'timeFormat', kind: 'text', hint: 'yyyy-MM-dd HH:mm:ss', when: { field: 'reading', is: ['watermark'] } },
  { name: 'flagColumn', kind: 'choice', required: true, when: { field: 'reading', is: ['flag'] } },
  { name: 'flagUser', kind: 'text', required: true, when: { field: 'reading', is: ['flag'] } },
  { name: 'flagPassword', kind: 'secret', when: { field: 'reading', is: ['flag'] } },
]

const FIELDS: Readonly<Record<Channel, readonly ConnectionField[]>> = { database: DATABASE, file: FILE, poll: POLL, push: [], mqtt: MQTT, manual: [] }

/** Values as typed, by field; secrets by the name under which they are kept. */
export type Filled = Readonly<Record<string, string>>

/** Everything that can be asked for: to reach the source, and to read it on. */
export function fieldsOf(channel: Channel): readonly ConnectionField[] {
  return channel === 'database' ? [...DATABASE, ...READING] : FIELDS[channel]
}

/** Fields that are asked for to reach the source, with what is filled in so far. */
export function askedFields(channel: Channel, filled: Filled): readonly ConnectionField[] {
  return FIELDS[channel].filter((field) => isAsked(channel, field, filled))
}

/** Fields that are asked for once the columns of the source are known. */
export function readingFields(channel: Channel, filled: Filled): readonly ConnectionField[] {
  return channel === 'database' ? READING.filter((field) => isAsked(channel, field, filled)) : []
}

/** What a field holds: as typed, or what is usual; undefined where it is not asked for or empty. */
export function valueOf(channel: Channel, filled: Filled, name: string): string | undefined {
  const field = fieldsOf(channel).find((one) => one.name === name)
  if (field === undefined || !isAsked(channel, field, filled)) return undefined
  return (field.kind === 'choice' ? filled[name] : filled[name]?.trim()) || field.usual || undefined
}

/** Required ones among these that are still empty. */
export function missingOf(channel: Channel, fields: readonly ConnectionField[], filled: Filled): readonly string[] {
  return fields.filter((one) => one.required === true && valueOf(channel, filled, one.name) === undefined).map((one) => one.name)
}

function isAsked(channel: Channel, { when }: ConnectionField, filled: Filled): boolean {
  if (when === undefined) return true
  const held = filled[when.field]?.trim() || (fieldsOf(channel).find((one) => one.name === when.field)?.usual ?? '')
  return when.is.includes('*') ? held !== '' : when.is.includes(held)
}
