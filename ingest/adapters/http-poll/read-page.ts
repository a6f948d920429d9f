// One answer taken apart: the records under a pointer as samples, and everything around them.
import { rejectionOf } from '../../mapping/rejection.ts'
import { JsonReader, JsonSyntaxError } from '../../samples/json-reader.ts'
import { isRecord, readList } from '../../samples/read-samples.ts'
import type { Position, Sample, SampleValue } from '../../samples/sample.ts'
import { FeedReadError } from '../adapter.ts'
import type { Decoded } from './decode.ts'
import { segmentsOf } from '../../mapping/path.ts'

export interface PageReading {
  /** Undefined where there is no list at the pointer. */
  readonly samples: readonly Sample[] | undefined
  /** The answer without its records. */
  readonly envelope: SampleValue
}

const REPLACED = '\ufffd'

/**
 * Reads an answer. Throws FeedReadError (`contract`) for one that is no JSON or of another encoding, (`incomplete`) for one that ends too early.
 * A record with a flaw, or with a character that its encoding does not have, is refused alone.
 */
export function readPage({ text, encoding, damaged }: Decoded, { records, positionOf }: { readonly records: string; readonly positionOf: (index: number) => Position }): PageReading {
  const reader = new JsonReader(text)
  const kind = reader.peek()
  if (kind === '') throw new FeedReadError('incomplete', 'The answer is empty: a list without records would be []. It is read again.', '应答为空：没有记录时应返回 []。将重新读取。')
  if (kind === '<') {
    throw new FeedReadError('contract', 'The answer is XML or a web page, not JSON. XML is not read: ask the source for its JSON interface, and check the address and the sign-in, since a page often is one that asks to sign in.', '应答是 XML 或网页，不是 JSON。本适配器不读取 XML：请向来源系统索取 JSON 接口，并核对地址与认证（网页往往是登录页）。')
  }
  let samples: readonly Sample[] | undefined
  const take = (): null => {
    if (samples !== undefined) throw new FeedReadError('contract', `The answer has its records (${records}) twice: have the source mend it.`, `应答中 ${records} 出现两次：请来源系统更正。`)
    samples = readList(reader, text, positionOf)
    return null
  }
  try {
    const envelope = walk(reader, records === '' ? [] : segmentsOf(records), take)
    reader.end()
    return { samples: samples === undefined || !damaged ? samples : withoutDamage(samples, encoding), envelope }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    if (error.offset >= text.trimEnd().length) throw new FeedReadError('incomplete', 'The answer ends in the middle of its JSON. Nothing of it was taken; it is read again.', '应答的 JSON 未写完就结束。该应答未采用，将重新读取。', { cause: error })
    throw new FeedReadError('contract', `The answer is not JSON: ${error.message}. Have the source mend it.`, `应答不是有效的 JSON（第 ${error.offset + 1} 个字符）：请来源系统更正。`, { cause: error })
  }
}

/** Reads a value; at the end of the path `take` reads it. */
function walk(reader: JsonReader, path: readonly string[], take: () => null): SampleValue {
  const [segment, ...rest] = path
  const kind = reader.peek()
  if (segment === undefined) return kind === '[' ? take() : reader.readValue()
  if (kind === '{') {
    const object: Record<string, SampleValue> = Object.create(null)
    reader.readObject((key) => {
      const value = key === segment ? walk(reader, rest, take) : reader.readValue(1)
      object[key] = value
    })
    return object
  }
  if (kind === '[' && /^\d{1,6}$/.test(segment)) {
    const list: SampleValue[] = []
    reader.readArray((index) => void list.push(index === Number(segment) ? walk(reader, rest, take) : reader.readValue(1)))
    return list
  }
  return reader.readValue()
}

/** Records with a replaced character are refused; where most have one, the encoding is another than declared. */
function withoutDamage(samples: readonly Sample[], encoding: Decoded['encoding']): readonly Sample[] {
  const judged = samples.map((sample): Sample => {
    const raw = 'record' in sample ? JSON.stringify(sample.record) : sample.raw
    return raw.includes(REPLACED) ? { position: sample.position, raw, rejection: rejectionOf({ code: 'unreadable-bytes', field: 'record', value: raw, detail: encoding }) } : sample
  })
  const damaged = judged.filter((sample, index) => sample !== samples[index]).length
  if (damaged * 2 > samples.length || damaged === 0) {
    const other = encoding === 'utf-8' ? 'gb18030' : 'utf-8'
    throw new FeedReadError('contract', `The answer is not ${encoding}: declare \`encoding: ${other}\`, or have the source mend it.`, `应答不是 ${encoding} 编码：请在数据源文件中写 encoding: ${other}，或请来源系统更正。`)
  }
  return judged
}

/** The lists of an answer by pointer, for whoever looks for the right one. */
export function listsIn(envelope: SampleValue, at = '', depth = 0): readonly string[] {
  if (Array.isArray(envelope)) return [`${at === '' ? '""' : at} (${envelope.length})`]
  if (!isRecord(envelope) || depth > 4) return []
  return Object.entries(envelope).flatMap(([key, value]) => listsIn(value, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1))
}
