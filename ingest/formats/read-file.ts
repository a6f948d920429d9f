// The reader of each format.
import { readCsv } from './csv/read-csv.ts'
import type { FileReadOptions, SampleRuns } from './file-reader.ts'
import type { FileFormat, PlainFormat } from './format-schema.ts'
import { readJson } from './json/read-json.ts'
import { readNdjson } from './json/read-ndjson.ts'
import type { OpenFile } from './open-file.ts'
import { readXlsx } from './xlsx/read-xlsx.ts'
import { readZip } from './zip/read-zip.ts'

/** The samples of a file; see SampleRuns for what is thrown. */
export function readFile(file: OpenFile, format: FileFormat, options: FileReadOptions): SampleRuns {
  return format.kind === 'zip' ? readZip(file, format, { ...options, readPlain }) : readPlain(file, format, options)
}

function readPlain(file: OpenFile, format: PlainFormat, options: FileReadOptions): SampleRuns {
  switch (format.kind) {
    case 'csv':
      return readCsv(file, format, options)
    case 'xlsx':
      return readXlsx(file, format, options)
    case 'json':
      return readJson(file, format, options)
    case 'ndjson':
      return readNdjson(file, format, options)
  }
}
