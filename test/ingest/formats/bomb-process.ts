// Reads one bomb after the other in a process of its own and tells on standard output how each ended, what it cost, and how high memory rose.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BOMBS } from './bombs.ts'
import { samplesOfBytes, temporaryFolder } from './read-bytes.ts'
import { FeedReadError } from '../../../ingest/adapters/adapter.ts'
import { withFile } from '../../../ingest/formats/open-file.ts'
import { readFile } from '../../../ingest/formats/read-file.ts'
import { ANY_TABLE } from '../../../ingest/formats/table-rule.ts'

export interface Outcome {
  readonly name: string
  readonly ends: string | number
  readonly cpuMs: number
  /** Bytes of resident memory above what was there before the first one was read. */
  readonly risen: number
}

const [, , action, folder = '', number = '0'] = process.argv

/** Bombs are made in one process and read in another, so that what making them costs is not counted. */
function make(): void {
  for (const [index, bomb] of BOMBS.entries()) writeFileSync(join(folder, `${index}.bomb`), bomb.bytes())
}

async function readOne(index: number): Promise<Outcome> {
  const bomb = BOMBS[index]
  if (bomb === undefined) throw new RangeError(`There is no bomb ${index}.`)
  const before = process.memoryUsage().rss
  let highest = before
  const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 5)
  const cpu = process.cpuUsage()
  let ends: string | number = 0
  try {
    ends = await withFile(join(folder, `${index}.bomb`), { name: 'bomb', links: 'refuse' }, async (file) => {
      let rows = 0
      for await (const run of readFile(file, bomb.format, { signal: new AbortController().signal, table: ANY_TABLE })) rows += run.length
      return rows
    })
  } catch (error) {
    ends = error instanceof FeedReadError ? error.failure : String(error)
  }
  clearInterval(watch)
  const { user, system } = process.cpuUsage(cpu)
  return { name: bomb.name, ends, cpuMs: (user + system) / 1_000, risen: Math.max(highest, process.memoryUsage().rss) - before }
}

if (action === 'make') make()
else {
  // What the readers themselves need is there before anything is measured.
  const own = temporaryFolder()
  await samplesOfBytes('a\n1\n', { kind: 'csv', encoding: 'utf-8' }, { folder: own.path })
  own.remove()
  const outcomes: Outcome[] = []
  for (const index of number.split(',').map(Number)) outcomes.push(await readOne(index))
  process.stdout.write(JSON.stringify(outcomes))
}
