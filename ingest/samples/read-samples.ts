// Samples of a JSON text, read one after the other, so that what is wrong with one leaves its neighbours unharmed.
import { rejectionOf } from '../mapping/rejection.ts'
import { MAX_DEPTH, type JsonReader } from './json-reader.ts'
import type { Position, Sample, SampleRecord, SampleValue } from './sample.ts'

/** Every element of the list that the reader stands before. `positionOf` names an element by its index. */
export function readList(reader: JsonReader, text: string, positionOf: (index: number) => Position = (index) => index): readonly Sample[] {
  const samples: Sample[] = []
  reader.takeFlaw()
  reader.readArray((index) => samples.push(readSample(reader, text, positionOf(index))))
  return samples
}

/** The value that the reader stands before, as a sample. */
export function readSample(reader: JsonReader, text: string, position: Position): Sample {
  const start = reader.offset
  const value = reader.readValue(1)
  const raw = text.slice(start, reader.offset)
  const flaw = reader.takeFlaw()
  if (flaw !== undefined) return { position, raw, rejection: rejectionOf({ ...flaw, field: 'record', detail: String(MAX_DEPTH) }) }
  if (!isRecord(value)) return { position, raw, rejection: rejectionOf({ code: 'not-a-record', field: 'record', value: raw }) }
  return { position, record: value }
}

export function isRecord(value: SampleValue | undefined): value is SampleRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
