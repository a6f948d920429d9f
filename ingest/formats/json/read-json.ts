// JSON files: a list of records, {"samples": [...]}, or a list somewhere inside. The whole text is proved before the first record is handed over.
import { FeedReadError } from '../../adapters/adapter.ts'
import { segmentsOf } from '../../mapping/path.ts'
import { JsonReader, JsonSyntaxError } from '../../samples/json-reader.ts'
import { readSample } from '../../samples/read-samples.ts'
import type { Sample } from '../../samples/sample.ts'
import type { FileReadOptions, SampleRuns } from '../file-reader.ts'
import type { JsonFormat } from '../format-schema.ts'
import { bytesOf, type OpenFile } from '../open-file.ts'
import { withoutMark } from '../text/byte-order-mark.ts'
import { decode } from '../text/decode.ts'

/** A JSON file is one text, and a text has to be held whole. */
const LARGEST = 67_108_864
const RUN = 500

export async function* readJson(file: OpenFile, { encoding = 'utf-8', at }: JsonFormat, { signal }: Pick<FileReadOptions, 'signal'>): SampleRuns {
  const text = await textOf(file, encoding, signal)
  const reader = new JsonReader(text, startOfList(text, { name: file.name, at }))
  let run: Sample[] = []
  for (const index of reader.elements()) {
    run.push(readSample(reader, text, index))
    if (run.length < RUN) continue
    signal.throwIfAborted()
    yield run
    run = []
  }
  yield run
}

async function textOf(file: OpenFile, encoding: 'utf-8' | 'gb18030', signal: AbortSignal): Promise<string> {
  const { name } = file
  if (file.bytes > LARGEST) throw tooLarge(name)
  const whole = Buffer.alloc(file.bytes)
  let bytes = 0
  for await (const chunk of bytesOf(file, signal)) {
    if (bytes + chunk.length > whole.length) throw new FeedReadError('incomplete', `${name} grew while it was read: it is read again once it is complete.`, `${name} 在读取时仍在增长：写完后将重新读取。`)
    whole.set(chunk, bytes)
    bytes += chunk.length
  }
  const text = decode(withoutMark(whole.subarray(0, bytes), encoding, name), encoding)
  if (text !== undefined) return text
  throw new FeedReadError('contract', `${name} holds bytes that are not ${encoding}: declare its encoding, or have the file written again.`, `${name} 含有不符合 ${encoding} 编码的字节：请核对声明的编码，或重新导出文件。`)
}

function tooLarge(name: string): FeedReadError {
  return new FeedReadError('contract', `${name} is larger than ${LARGEST / 1_048_576} MiB, and a JSON file is read whole: deliver NDJSON, one record a line, or several files.`, `${name} 超过 ${LARGEST / 1_048_576} MiB，而 JSON 须整体读取：请改用每行一条的 NDJSON，或拆成多个文件。`)
}

interface Sought {
  readonly name: string
  readonly at: string | undefined
}

/** Reads the text to its end and gives the place at which the list of records begins. Throws FeedReadError where there is none. */
function startOfList(text: string, sought: Sought): number {
  const reader = new JsonReader(text)
  const path = sought.at === undefined ? (reader.peek() === '{' ? ['samples'] : []) : segmentsOf(sought.at)
  const starts: number[] = []
  const walk = (depth: number): void => {
    const next = reader.peek()
    if (depth === path.length && next === '[') starts.push(reader.offset)
    if (next === '[') reader.readArray(() => void reader.readValue(depth + 1))
    else if (depth === path.length || next !== '{') reader.readValue(depth)
    else reader.readObject((key) => (key === path[depth] ? walk(depth + 1) : void reader.readValue(depth + 1)))
  }
  try {
    walk(0)
    reader.end()
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw notJson(text, sought.name, error)
  }
  const [start] = starts
  if (start !== undefined && starts.length === 1) return start
  throw noList(sought)
}

/** A file that ends too early is told from one that is wrong: the first may yet be completed. */
function notJson(text: string, name: string, error: JsonSyntaxError): FeedReadError {
  const line = text.slice(0, error.offset).split('\n').length
  if (isCutOff(text, error)) {
    return new FeedReadError('incomplete', `${name} ends in the middle of its JSON (line ${line}): it was cut off. Deliver it whole.`, `${name} 的 JSON 在第 ${line} 行中断：文件不完整，请重新交付完整文件。`, { cause: error })
  }
  return new FeedReadError('contract', `${name} is not JSON (line ${line}): ${error.message}. Have it written again.`, `${name} 不是有效的 JSON（第 ${line} 行）：请重新导出。`, { cause: error })
}

/** The reader stopped at the end of the text, or at a text or word that the end cuts short. */
function isCutOff(text: string, { offset }: JsonSyntaxError): boolean {
  const rest = text.slice(offset, offset + 1_000_000)
  if (offset + rest.length < text.length) return false
  return rest.trim() === '' || /^(?:"(?:[^"\\]|\\[^])*\\?|-|[tfn][a-z]{0,4})$/.test(rest)
}

function noList({ name, at }: Sought): FeedReadError {
  if (at === undefined) return new FeedReadError('contract', `${name} is neither one list of records nor {"samples": [...]}: say with "at" where its list is.`, `${name} 既不是记录数组，也不是 {"samples": [...]}：请用 at 指明数组位置。`)
  return new FeedReadError('contract', `${name} has no list at ${at}, or more than one: did the source change its form?`, `${name} 在 ${at} 处没有数组，或有多个：来源是否改了格式？`)
}
