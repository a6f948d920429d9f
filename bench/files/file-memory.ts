// How much memory a large file takes: a child process reads and maps 1 GB of CSV out of a drop folder, and its peak is held against the limit.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { measurement, type Measure, type Measurement } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import type { Peak } from './read-dropped.ts'

const NAME = 'file-memory'
const ROUNDS = 3
const BYTES = 1_000_000_000
const LIMIT_BYTES = 300_000_000
const CONTENT = '反映某路段夜间施工噪声扰民，请有关部门核实处理并回复'
const LINE_END = Buffer.from('\n')
const READER = fileURLToPath(new URL('read-dropped.ts', import.meta.url))

export const fileMemory: Measure = {
  name: NAME,
  summary: '300 MB : peak memory of a process that reads 1 GB of CSV from a drop folder',
  goal: 1,
  async run({ rounds = ROUNDS, note }) {
    const root = mkdtempSync(join(tmpdir(), 'ctmm-bench-files-'))
    try {
      mkdirSync(join(root, 'orders'))
      const results: Measurement[] = []
      for (const encoding of ['utf-8', 'gb18030'] as const) {
        const peaks: Peak[] = []
        for (let round = 0; round < rounds; round++) {
          const rows = await writeOrders(join(root, 'orders', 'orders.csv'), encoding)
          const bytes = statSync(join(root, 'orders', 'orders.csv')).size
          note(`${NAME}: ${encoding}, round ${round + 1} of ${rounds}: ${rows} rows, ${bytes} bytes`)
          const peak: Peak = JSON.parse((await promisify(execFile)(process.execPath, [READER, root, encoding])).stdout)
          if (peak.facts !== rows) throw new Error(`${peak.facts} facts came of ${rows} rows.`)
          peaks.push(peak)
        }
        const setup = `${encoding} CSV of 1 GB in a drop folder, hashed, read, mapped to facts and moved to done/ in a process of its own: peak ${spread(peaks.map(({ peakBytes }) => peakBytes / 1e6))} MB resident, ${spread(peaks.map(({ ms }) => BYTES / 1e3 / ms))} MB/s`
        results.push(measurement(`${NAME}/${encoding}`, 'limit of 300 MB : peak resident memory', peaks.map(({ peakBytes }) => LIMIT_BYTES / peakBytes), setup))
      }
      return results
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
}

/** Orders as a hotline exports them, quoted here and there. Returns how many. */
async function writeOrders(path: string, encoding: 'utf-8' | 'gb18030'): Promise<number> {
  const file = createWriteStream(path)
  file.write('order_no,accept_time,title,content\n')
  const content = encoding === 'utf-8' ? Buffer.from(CONTENT) : encodeGbk(CONTENT)
  let written = 0
  let rows = 0
  while (written < BYTES) {
    const lines = Array.from({ length: 5_000 }, () => {
      rows += 1
      const day = String((rows % 28) + 1).padStart(2, '0')
      return `2026${String(rows).padStart(16, '0')},2026-0${(rows % 9) + 1}-${day} 08:${String(rows % 60).padStart(2, '0')}:00,"order ${rows}, ""urgent""",`
    })
    const bytes = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), content, LINE_END]))
    written += bytes.length
    if (!file.write(bytes)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
  return rows
}

/** Characters of two bytes, looked up by decoding every pair of bytes once. */
function encodeGbk(text: string): Buffer {
  const decoder = new TextDecoder('gb18030')
  const pairs = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) pairs.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail])
  return Buffer.from([...text].flatMap((character) => pairs.get(character) ?? []))
}
