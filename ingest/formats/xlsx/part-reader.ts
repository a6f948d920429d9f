// One XML part of a workbook through a handler: decoded strictly, in slices that leave the process free for others.
import { setImmediate } from 'node:timers/promises'
import { TextDecoder } from 'node:util'
import { FeedReadError } from '../../adapters/adapter.ts'
import type { OpenZip, ZipEntry } from '../zip/open-zip.ts'
import { XmlError, XmlScanner, type XmlHandler } from './xml-scanner.ts'

export interface Book {
  /** The file's name, for people. */
  readonly name: string
  readonly zip: OpenZip
  readonly signal: AbortSignal
}

/** Reads a part to its end. Throws FeedReadError (`contract`) for what is not the XML of a spreadsheet. */
export async function readPart(book: Book, entry: ZipEntry, handler: XmlHandler): Promise<void> {
  for await (const nothing of scanPart(book, entry, handler)) void nothing
}

/** As `readPart`, stopping after every slice, so that what the handler has gathered can be handed on. */
export async function* scanPart({ name, zip, signal }: Book, entry: ZipEntry, handler: XmlHandler): AsyncGenerator<void, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scanner = new XmlScanner(handler)
  try {
    for await (const chunk of zip.read(entry)) {
      signal.throwIfAborted()
      scanner.push(decoder.decode(chunk, { stream: true }))
      yield
      await setImmediate()
    }
    scanner.push(decoder.decode())
    scanner.finish()
    yield
  } catch (error) {
    if (!(error instanceof XmlError) && !(error instanceof TypeError && Reflect.get(error, 'code') === 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw error
    throw new FeedReadError('contract', `${name} is damaged: ${entry.name}: ${error.message}. Open it in a spreadsheet program and save it again as xlsx.`, `${name} 已损坏（${entry.name}）：请用表格软件打开后另存为 xlsx。`, { cause: error })
  }
}
