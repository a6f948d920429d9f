// A file that was handed over for a feed, as parts: by the feed's format, held to its columns, each row known by the file and its place there.
import { basename } from 'node:path'
import { FeedReadError, type Part } from '../adapters/adapter.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { SampleRuns } from './file-reader.ts'
import { fileFormatOf } from './feed-format.ts'
import { openFile, type OpenFile } from './open-file.ts'
import { partsOf } from './parts.ts'
import { readFile } from './read-file.ts'
import { tableRuleOf } from './table-rule.ts'

export interface GivenFile {
  readonly file: string
  /** As people know it; the last segment of the path when left out. */
  readonly name?: string | undefined
  readonly signal: AbortSignal
  readonly batchSize?: number | undefined
}

/** Throws FeedReadError when the file as a whole cannot be read, or the feed takes no files. */
export async function* partsOfGivenFile(feed: Feed, { file: path, name = basename(path), signal, batchSize }: GivenFile): AsyncGenerator<Part, void, void> {
  const file = await openFile(path, { name, links: 'follow' })
  try {
    yield* partsOf(samplesOfFile(feed, file, signal), { size: batchSize })
  } finally {
    await file.handle.close()
  }
}

/** Samples of an open file of a feed. Throws FeedReadError as its reader does. */
export async function* samplesOfFile(feed: Feed, file: OpenFile, signal: AbortSignal): SampleRuns {
  const format = fileFormatOf(feed.adapter)
  if (format === undefined) {
    throw new FeedReadError('configuration', `Feed ${feed.id} takes no files (${feed.adapter.kind}): declare adapter: {kind: upload, format: ...} in a feed of its own.`, `数据源 ${feed.id} 不接收文件（${feed.adapter.kind}）：请另建 adapter: {kind: upload, format: ...} 的数据源。`)
  }
  for await (const run of readFile(file, format, { signal, table: tableRuleOf(feed) })) {
    yield run.map((sample) => ({ ...sample, position: `${file.name}:${sample.position}` }))
  }
}
