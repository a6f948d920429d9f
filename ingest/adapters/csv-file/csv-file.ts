// One CSV file, read where it lies.
import { basename, dirname, resolve } from 'node:path'
import type { Feed } from '../../feed-file/feed.ts'
import { readCsv } from '../../formats/csv/read-csv.ts'
import { discoverIn } from '../../formats/discover-file.ts'
import type { CsvFormat } from '../../formats/format-schema.ts'
import { openFile, withFile } from '../../formats/open-file.ts'
import { partsOf } from '../../formats/parts.ts'
import { tableRuleOf } from '../../formats/table-rule.ts'
import type { Adapter, Part, ReadOptions, Source } from '../adapter.ts'
import type { CsvFileConfig } from './config.ts'

export const csvFile: Adapter = {
  kind: 'csv-file',
  onRequest: true,
  check(feed) {
    const config = configOf(feed)
    return config.path.includes('\u0000') ? ['The path holds a NUL character: write it without.'] : []
  },
  discover(source, options) {
    const { path, format } = placeOf(source, options)
    return withFile(path, { name: basename(path), links: 'follow' }, (file) => discoverIn(file, format, options))
  },
  read: readFile,
}

function configOf(feed: Source): CsvFileConfig {
  if (feed.adapter.kind !== 'csv-file') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by csv-file.`)
  return feed.adapter
}

function placeOf(source: Source, { file }: Pick<ReadOptions, 'file'>): { readonly path: string; readonly format: CsvFormat } {
  const { path, encoding, delimiter } = configOf(source)
  return { path: file ?? resolve(dirname(source.file), path), format: { kind: 'csv', encoding, ...(delimiter === undefined ? {} : { delimiter }) } }
}

async function* readFile(feed: Feed, options: ReadOptions): AsyncGenerator<Part> {
  const { path, format } = placeOf(feed, options)
  const file = await openFile(path, { name: basename(path), links: 'follow' })
  try {
    yield* partsOf(readCsv(file, format, { signal: options.signal, table: tableRuleOf(feed) }), { size: options.batchSize })
  } finally {
    await file.handle.close()
  }
}
