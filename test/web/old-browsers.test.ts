// The build lowers syntax, not what browsers bring along: nothing here may need more than Chromium 86.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../web')
/** Came after Chromium 86, with a form that source text shows. */
const NEWER = [/\.at\(-?\d+\)/, /\.findLast(Index)?\(/, /\.to(Sorted|Reversed|Spliced)\(/, /\bObject\.(hasOwn|groupBy)\b/, /\bstructuredClone\(/, /\bMap\.groupBy\b/, /\bPromise\.withResolvers\b/, /\bcolor-mix\(/, /\binset:/, /:has\(/, /\bAbortSignal\.(any|timeout)\(/]

describe('the pages', () => {
  it('use nothing that came to browsers after those on government desks', () => {
    const files = globSync('**/*.{ts,vue,css}', { cwd: root, exclude: (name) => name === 'dist' })
    expect(files.length).toBeGreaterThan(50)
    const found = files.flatMap((file) => NEWER.filter((pattern) => pattern.test(readFileSync(join(root, file), 'utf8'))).map((pattern) => `${file}: ${pattern.source}`))
    expect(found).toEqual([])
  })
})
