// The first bytes of a text file: a byte order mark of its own encoding is dropped, one of another encoding stops the file.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { Encoding } from '../format-schema.ts'

const MARKS: readonly { readonly name: string; readonly encoding?: Encoding; readonly bytes: readonly number[] }[] = [
  { name: 'UTF-8', encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'GB18030', encoding: 'gb18030', bytes: [0x84, 0x31, 0x95, 0x33] },
  { name: 'UTF-16', bytes: [0xff, 0xfe] },
  { name: 'UTF-16', bytes: [0xfe, 0xff] },
]

export function withoutMark(bytes: Uint8Array, declared: Encoding, file: string): Uint8Array {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, at) => bytes[at] === byte))
  if (mark === undefined) return bytes
  if (mark.encoding === declared) return bytes.subarray(mark.bytes.length)
  const wanted = mark.encoding === undefined ? { zh: '请另存为 UTF-8 或 GB18030', en: 'save it as UTF-8 or GB18030' } : { zh: `请在数据源文件中写 encoding: ${mark.encoding}`, en: `write encoding: ${mark.encoding} in the feed file` }
  throw new FeedReadError('contract', `${file} is ${mark.name}, but ${declared} is declared: ${wanted.en}.`, `${file} 是 ${mark.name} 编码，而声明为 ${declared}：${wanted.zh}。`)
}
