// Fields and first rows of a file that is being wired: any header will do, and nothing is read beyond the rows that were asked for.
import type { Discovery } from '../adapters/adapter.ts'
import { fieldPathsOf } from '../samples/field-paths.ts'
import type { Sample } from '../samples/sample.ts'
import type { FileFormat } from './format-schema.ts'
import type { OpenFile } from './open-file.ts'
import { readFile } from './read-file.ts'
import { ANY_TABLE } from './table-rule.ts'

/** Throws FeedReadError when the file as a whole is not what the format says. */
export async function discoverIn(file: OpenFile, format: FileFormat, { signal, rows }: { readonly signal: AbortSignal; readonly rows: number }): Promise<Discovery> {
  let columns: readonly string[] | undefined
  const samples: Sample[] = []
  for await (const run of readFile(file, format, { signal, table: ANY_TABLE, onHeader: (header) => (columns ??= header) })) {
    samples.push(...run.slice(0, rows - samples.length))
    if (samples.length >= rows) break
  }
  return { fields: (columns ?? fieldPathsOf(samples)).map((path) => ({ path })), samples }
}
