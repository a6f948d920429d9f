// A file's samples as parts of a read: as many a part as were asked for, what follows a file on its last part.
import type { Part } from '../adapters/adapter.ts'
import type { Sample } from '../samples/sample.ts'
import type { SampleRuns } from './file-reader.ts'

const PART_SIZE = 2_000

export interface FileParts {
  /** Samples a part; 2,000 when left out. */
  readonly size?: number | undefined
  /** What the last part carries; for its sake a file without samples has an empty one. */
  readonly last?: Omit<Part, 'samples'>
}

/** The last part is known as such only when the file has been read to its end. */
export async function* partsOf(runs: SampleRuns, { size = PART_SIZE, last = {} }: FileParts = {}): AsyncGenerator<Part, void, void> {
  let waiting: Sample[] = []
  for await (const run of runs) {
    for (const sample of run) {
      if (waiting.length === size) {
        yield { samples: waiting }
        waiting = []
      }
      waiting.push(sample)
    }
  }
  if (waiting.length > 0 || Object.keys(last).length > 0) yield { samples: waiting, ...last }
}
