// Keys of a record: those no record may have, and those the feed declares.
import type { Feed } from '../feed-file/feed.ts'
import { isTable } from '../formats/feed-format.ts'
import { refuse } from './row.ts'
import type { Row } from './row.ts'

/** Notes a rejection for keys that could reach a prototype, and for keys beside or missing from `columns`. */
export function keyCheck(feed: Feed): (row: Row) => void {
  const columns = isTable(feed.adapter) ? undefined : feed.columns
  const allowed = new Set([...(columns ?? []), ...(feed.ignore ?? [])])
  return (row) => {
    const { record } = row
    if (Object.hasOwn(record, '__proto__')) refuse(row, { code: 'forbidden-key', field: 'record', path: '__proto__' })
    else if (Object.hasOwn(record, 'constructor')) refuse(row, { code: 'forbidden-key', field: 'record', path: 'constructor' })
    else if (Object.hasOwn(record, 'prototype')) refuse(row, { code: 'forbidden-key', field: 'record', path: 'prototype' })
    if (columns === undefined || row.rejection !== undefined) return
    const unknown = Object.keys(record).find((key) => !allowed.has(key))
    const missing = columns.find((column) => !Object.hasOwn(record, column))
    if (unknown !== undefined) refuse(row, { code: 'unknown-column', field: 'record', path: unknown, value: unknown })
    else if (missing !== undefined) refuse(row, { code: 'missing-column', field: 'record', path: missing, value: missing })
  }
}
