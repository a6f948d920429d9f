// The texts of a workbook, which its cells name by number: kept as bytes, so that a million of them cost what they weigh.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { ZipEntry } from '../zip/open-zip.ts'
import { readPart, type Book } from './part-reader.ts'
import { TextCollector } from './text-collector.ts'

const LARGEST = 67_108_864
const BLOCK = 1_048_576

export interface SharedStrings {
  /** Undefined for a number that the workbook does not have. */
  at(number: number): string | undefined
}

/** Throws FeedReadError when the texts are more than can be held. */
export async function readSharedStrings(book: Book, entry: ZipEntry | undefined): Promise<SharedStrings> {
  if (entry === undefined) return { at: () => undefined }
  if (entry.bytes > LARGEST) {
    throw new FeedReadError('contract', `${book.name} holds more than ${LARGEST / 1_048_576} MiB of texts: save it as CSV, or split it.`, `${book.name} 的文本超过 ${LARGEST / 1_048_576} MiB：请另存为 CSV，或拆分文件。`)
  }
  const table = new StringTable()
  const collector = new TextCollector()
  await readPart(book, entry, {
    open(name) {
      if (name === 'si') collector.begin()
      else collector.open(name)
    },
    text: (text) => collector.text(text),
    close(name) {
      if (name === 'si') table.add(collector.end())
      else collector.close(name)
    },
  })
  return table
}

/** Texts one after the other in blocks; each lies whole in one block. */
class StringTable implements SharedStrings {
  private readonly blocks: Buffer[] = []
  private used = BLOCK
  private readonly places: number[] = []
  private readonly lengths: number[] = []

  add(text: string): void {
    const bytes = Buffer.byteLength(text)
    let block = this.blocks.at(-1)
    if (block === undefined || this.used + bytes > block.length) {
      this.blocks.push((block = Buffer.allocUnsafe(Math.max(BLOCK, bytes))))
      this.used = 0
    }
    block.write(text, this.used)
    this.places.push((this.blocks.length - 1) * BLOCK + this.used)
    this.lengths.push(bytes)
    this.used += bytes
  }

  at(number: number): string | undefined {
    const place = this.places[number]
    if (place === undefined) return undefined
    if (this.lengths[number] === 0) return ''
    const from = place % BLOCK
    return this.blocks[Math.floor(place / BLOCK)]?.toString('utf8', from, from + (this.lengths[number] ?? 0))
  }
}
