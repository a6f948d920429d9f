// CSV files, read as a stream: bytes to records, records to cells, cells to samples.
import { createReadStream } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { Feed } from '../../feed-file/feed.ts'
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Sample, SampleRecord } from '../../samples/sample.ts'
import { FeedReadError } from '../adapter.ts'
import type { Adapter, Part, ReadOptions, Source } from '../adapter.ts'
import { CellReader } from './read-cells.ts'
import type { Row } from './read-cells.ts'
import type { CsvFileConfig } from './config.ts'
import { checkHeader } from './header.ts'
import { RecordSplitter } from './record-splitter.ts'
import { withoutMark } from './byte-order-mark.ts'

const BATCH_SIZE = 2_000
const CHUNK_BYTES = 131_072

export const csvFile: Adapter = {
  kind: 'csv-file',
  check(feed) {
    const config = configOf(feed)
    return config.path.includes('\u0000') ? ['The path holds a NUL character: write it without.'] : []
  },
  read: readCsv,
}

function configOf(feed: Source): CsvFileConfig {
  if (feed.adapter.kind !== 'csv-file') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by csv-file.`)
  return feed.adapter
}

async function* readCsv(feed: Feed, options: ReadOptions): AsyncGenerator<Part> {
  const { path, encoding, delimiter = ',' } = configOf(feed)
  const file = options.file ?? resolve(dirname(feed.file), path)
  const splitter = new RecordSplitter({ delimiter: delimiter.charCodeAt(0), encoding })
  const cells = new CellReader({ delimiter, encoding })
  const size = options.batchSize ?? BATCH_SIZE
  let columns: readonly string[] | undefined
  let batch: Sample[] = []

  const take = (row: Row): void => {
    if (columns === undefined) {
      if (!('cells' in row)) throw unreadableHeader(file, row.rejection.reason)
      columns = checkHeader(row.cells, feed, basename(file))
      return
    }
    const sample = toSample(row, columns)
    if (sample !== undefined) batch.push(sample)
  }

  for await (const chunk of chunksOf(file, encoding, options.signal)) {
    for (const record of chunk === undefined ? splitter.finish() : splitter.push(chunk)) {
      take(cells.read(record))
      if (batch.length >= size) {
        yield { samples: batch }
        batch = []
      }
    }
  }
  if (columns === undefined) throw new FeedReadError('incomplete', `${basename(file)} is empty: it needs a header at least.`, `${basename(file)} 是空文件：至少要有表头。`)
  if (batch.length > 0) yield { samples: batch }
}

/** The file's bytes without byte order mark, then undefined for its end. */
async function* chunksOf(file: string, encoding: CsvFileConfig['encoding'], signal: AbortSignal | undefined): AsyncGenerator<Uint8Array | undefined> {
  const stream = createReadStream(file, { highWaterMark: CHUNK_BYTES, ...(signal === undefined ? {} : { signal }) })
  let isFirst = true
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue
      yield isFirst ? withoutMark(chunk, encoding, basename(file)) : chunk
      isFirst = false
    }
  } catch (cause) {
    if (cause instanceof FeedReadError || signal?.aborted === true) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('unreachable', `${file} cannot be read: ${reason}. Check its path and permissions.`, `无法读取 ${file}：${reason}。请核对路径和权限。`, { cause })
  }
  yield undefined
}

function unreadableHeader(file: string, reason: { readonly zh: string; readonly en: string }): FeedReadError {
  return new FeedReadError('contract', `The header of ${basename(file)} cannot be read: ${reason.en}. Check the declared encoding.`, `${basename(file)} 的表头无法读取：${reason.zh}。请核对编码。`)
}

/** Undefined for a row whose cells are all empty, which spreadsheets leave behind. */
function toSample(row: Row, columns: readonly string[]): Sample | undefined {
  const position = row.line
  if (!('cells' in row)) return { position, raw: row.raw, rejection: row.rejection }
  const { cells } = row
  if (cells.every((cell) => cell === '')) return undefined
  if (cells.length !== columns.length) {
    const raw = cells.join(' | ').slice(0, 4_000)
    return { position, raw, rejection: rejectionOf({ code: 'ragged-row', field: 'record', value: raw, detail: `${cells.length} / ${columns.length}` }) }
  }
  const record: Record<string, string> = Object.create(null)
  for (let at = 0; at < columns.length; at++) record[columns[at] ?? ''] = cells[at] ?? ''
  const complete: SampleRecord = record
  return { position, record: complete }
}
