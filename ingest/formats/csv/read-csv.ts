// CSV files, read as a stream: bytes to records, records to cells, cells to samples.
import { FeedReadError } from '../../adapters/adapter.ts'
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Sample, SampleRecord } from '../../samples/sample.ts'
import { isLeftOut, type FileReadOptions, type SampleRuns } from '../file-reader.ts'
import type { CsvFormat } from '../format-schema.ts'
import { checkHeader } from '../header.ts'
import { bytesOf, type OpenFile } from '../open-file.ts'
import { withoutMark } from '../text/byte-order-mark.ts'
import { CellReader } from './read-cells.ts'
import type { Row } from './read-cells.ts'
import { RecordSplitter, type RawRecord } from './record-splitter.ts'

export async function* readCsv(file: OpenFile, format: CsvFormat, { signal, table, onHeader }: FileReadOptions): SampleRuns {
  const { encoding, delimiter = ',', headerRow = 1, leaveOut } = format
  const splitter = new RecordSplitter({ delimiter: delimiter.charCodeAt(0), encoding })
  const cells = new CellReader({ delimiter, encoding })
  let columns: readonly string[] | undefined

  const samplesOf = (records: readonly RawRecord[]): readonly Sample[] => {
    const samples: Sample[] = []
    for (const record of records) {
      if (record.line < headerRow) continue
      const row = cells.read(record)
      if (columns === undefined) {
        if (!('cells' in row)) throw unreadableHeader(file.name, row.rejection.reason)
        columns = checkHeader(row.cells, table, file.name)
        onHeader?.(columns)
        continue
      }
      if ('cells' in row && isLeftOut(row.cells, leaveOut)) continue
      const sample = toSample(row, columns)
      if (sample !== undefined) samples.push(sample)
    }
    return samples
  }

  let isFirst = true
  for await (const chunk of bytesOf(file, signal)) {
    yield samplesOf(splitter.push(isFirst ? withoutMark(chunk, encoding, file.name) : chunk))
    isFirst = false
  }
  yield samplesOf(splitter.finish())
  if (columns === undefined) throw new FeedReadError('incomplete', `${file.name} is empty: it needs a header at least.`, `${file.name} 是空文件：至少要有表头。`)
}

function unreadableHeader(file: string, reason: { readonly zh: string; readonly en: string }): FeedReadError {
  return new FeedReadError('contract', `The header of ${file} cannot be read: ${reason.en}. Check the declared encoding.`, `${file} 的表头无法读取：${reason.zh}。请核对编码。`)
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
