// NDJSON files: one record a line, read as a stream. A line that is no record costs itself and no other.
import { rejectionOf, type Fault } from '../../mapping/rejection.ts'
import { JsonReader, JsonSyntaxError } from '../../samples/json-reader.ts'
import { readSample } from '../../samples/read-samples.ts'
import type { Sample } from '../../samples/sample.ts'
import type { FileReadOptions, SampleRuns } from '../file-reader.ts'
import type { Encoding, NdjsonFormat } from '../format-schema.ts'
import { bytesOf, type OpenFile } from '../open-file.ts'
import { withoutMark } from '../text/byte-order-mark.ts'
import { decode, decodeAnyway } from '../text/decode.ts'
import { LineSplitter, MAX_LINE, type RawLine } from './line-splitter.ts'

/** Bytes of a refused line that are kept. */
const MAX_RAW = 4_000

export async function* readNdjson(file: OpenFile, { encoding = 'utf-8' }: NdjsonFormat, { signal }: Pick<FileReadOptions, 'signal'>): SampleRuns {
  const splitter = new LineSplitter()
  const samplesOf = (lines: readonly RawLine[]): readonly Sample[] => lines.flatMap((line) => sampleOf(line, encoding) ?? [])
  let isFirst = true
  for await (const chunk of bytesOf(file, signal)) {
    yield samplesOf(splitter.push(isFirst ? withoutMark(chunk, encoding, file.name) : chunk))
    isFirst = false
  }
  yield samplesOf(splitter.finish())
}

/** The records of a whole body, one a line, in UTF-8. */
export function ndjsonSamples(body: Uint8Array): readonly Sample[] {
  const splitter = new LineSplitter()
  return [...splitter.push(body), ...splitter.finish()].flatMap((line) => sampleOf(line, 'utf-8') ?? [])
}

function sampleOf(line: RawLine, encoding: Encoding): Sample | undefined {
  const position = line.line
  const refused = (fault: Fault): Sample => {
    const raw = decodeAnyway(line.bytes.subarray(0, MAX_RAW), encoding)
    return { position, raw, rejection: rejectionOf({ ...fault, value: raw }) }
  }
  if (line.state === 'too-long') return refused({ code: 'too-long', field: 'record', detail: String(MAX_LINE) })
  const text = decode(line.bytes, encoding)
  if (text === undefined) return refused({ code: 'unreadable-bytes', field: 'record', detail: encoding })
  if (text.trim() === '') return undefined
  const reader = new JsonReader(text)
  try {
    reader.peek()
    const sample = readSample(reader, text, position)
    reader.end()
    return sample
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return refused({ code: 'not-json', field: 'record', detail: error.message })
  }
}
