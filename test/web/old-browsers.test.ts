// The build lowers syntax, not what browsers bring along: nothing here may need more than Chromium 86.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../web')
/** Came after Chromium 86, with a form that source text shows. */
const NEWER = [/\.at\(-?\d+\)/, /\.findLast(Index)?\(/, /\.to(Sorted|Reversed|Spliced)\(/, /\bObject\.(hasOwn|groupBy)\b/, /\bstructuredClone\(/, /\bMap\.groupBy\b/, /\bPromise\.withResolvers\b/, /\bcolor-mix\(/, /\binset:/, /:has\(/, /\bAbortSignal\.(any|timeout)\(/]

/** A file that comes along when the code runs; types do not. */
const IMPORT = /^import (?!type\b)[^'\n]*from '([^']+\.(?:ts|vue))'/gm

describe('the pages', () => {
  it('use nothing that came to browsers after those on government desks', () => {
    const files = globSync('**/*.{ts,vue,css}', { cwd: root, exclude: (name) => name === 'dist' })
    expect(files.length).toBeGreaterThan(50)
    const found = files.flatMap((file) => NEWER.filter((pattern) => pattern.test(readFileSync(join(root, file), 'utf8'))).map((pattern) => `${file}: ${pattern.source}`))
    expect(found).toEqual([])
  })
  it('import nothing from the rules that does', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) if (target.startsWith('.')) visit(resolve(dirname(file), target))
    }
    for (const file of globSync('**/*.{ts,vue}', { cwd: root, exclude: (name) => name === 'dist' })) visit(join(root, file))
    const rules = [...seen].filter((file) => file.includes('/rules/'))
    expect(rules.some((file) => file.endsWith('/judge/judge.ts'))).toBe(true)
    expect(rules.flatMap((file) => NEWER.filter((pattern) => pattern.test(readFileSync(file, 'utf8'))).map((pattern) => `${file}: ${pattern.source}`))).toEqual([])
  })
})
