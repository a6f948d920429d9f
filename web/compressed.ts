// A build's text files a second time, compressed, so that the server hands them out as they are; a slow line to a desk carries a third of the bytes.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(js|css|html|svg)$/
/** Below this, a compressed file is hardly smaller on the line. */
const LEAST_BYTES = 1_000

/** Writes `name.gz` beside every text file of the finished build. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) return
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        const path = join(dir, name)
        if (TEXT.test(name) && statSync(path).size >= LEAST_BYTES) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
      }
    },
  }
}
