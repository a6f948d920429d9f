// Reading everything each time, all of it as it stood at one moment.
import type { Feed } from '../../feed-file/feed.ts'
import type { Part, ReadOptions } from '../adapter.ts'
import type { SqlQueryConfig } from './config.ts'
import { openSource, readingOf } from './opened.ts'
import { pages, unplaced } from './pages.ts'
import { toSample } from './to-sample.ts'

export async function* readFull(feed: Feed, options: ReadOptions, { key }: NonNullable<SqlQueryConfig['full']>): AsyncGenerator<Part> {
  const source = await openSource(feed, options, { access: 'snapshot', needed: key })
  try {
    for (const table of source.tables) {
      const shape = { label: table.label, width: key.length, columns: source.columns, mayHoldBrokenText: source.session.mayHoldBrokenText }
      const reading = readingOf(source, table, { order: key, tests: [], most: options.batchSize })
      for await (const page of pages(reading, undefined)) yield { samples: page.rows.map((row) => toSample(row, shape)) }
      const nowhere = await unplaced(reading)
      if (nowhere.length > 0) yield { samples: nowhere.map((row) => toSample(row, shape)) }
    }
  } finally {
    await source.session.close()
  }
}
