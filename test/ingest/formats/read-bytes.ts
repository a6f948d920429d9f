// Files of tests: bytes on disk, read by their format as a feed would.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileFormat } from '../../../ingest/formats/format-schema.ts'
import { withFile } from '../../../ingest/formats/open-file.ts'
import { readFile } from '../../../ingest/formats/read-file.ts'
import { ANY_TABLE, type TableRule } from '../../../ingest/formats/table-rule.ts'
import type { Sample } from '../../../ingest/samples/sample.ts'

let count = 0

/** A folder that goes when the tests are over: `afterAll(folder.remove)`. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'ctmm-files-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface ReadBytes {
  readonly folder: string
  readonly name?: string
  readonly table?: TableRule
  readonly signal?: AbortSignal
}

/** All samples of a file with this content. Rejects with what its reader throws. */
export async function samplesOfBytes(content: string | Uint8Array, format: FileFormat, { folder, name = 'data', table = ANY_TABLE, signal = new AbortController().signal }: ReadBytes): Promise<readonly Sample[]> {
  const path = join(folder, `file-${++count}`)
  writeFileSync(path, content)
  try {
    return await withFile(path, { name, links: 'refuse' }, async (file) => {
      const samples: Sample[] = []
      for await (const run of readFile(file, format, { signal, table })) samples.push(...run)
      return samples
    })
  } finally {
    rmSync(path)
  }
}

/** A sample for comparison: its record, or the code of its rejection. */
export const shown = (sample: Sample): unknown => ('record' in sample ? [sample.position, { ...sample.record }] : [sample.position, sample.rejection.code])
