import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adapterConfigs } from '../../../ingest/adapters/configs.ts'
import { adapters } from '../../../ingest/adapters/registry.ts'
import { feedOf, feedText } from '../feed-of.ts'

const folder = new URL('../../../ingest/adapters/', import.meta.url)
const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)

/** The adapter of a feed as its README shows it. */
function exampleOf(kind: string): string {
  const readme = readFileSync(new URL(`${kind}/README.md`, folder), 'utf8')
  return /^```yaml\n(adapter:[^]*?)```/m.exec(readme)?.[1] ?? ''
}

describe('the adapters', () => {
  it('are the folders, by name', () => {
    expect(Object.keys(adapters).toSorted()).toEqual(folders.toSorted())
    expect(Object.keys(adapterConfigs).toSorted()).toEqual(folders.toSorted())
  })

  it.each(Object.entries(adapters))('%s has its kind, a README with a working example, and no import of another adapter', (kind, adapter) => {
    expect(adapter.kind).toBe(kind)
    expect(existsSync(new URL(`${kind}/config.ts`, folder))).toBe(true)
    const feed = feedOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: as-of}\nversion: {path: entry}\nacceptedAt: {path: at}', { rest: exampleOf(kind) }))
    expect(feed.adapter.kind).toBe(kind)
    expect(adapter.check(feed)).toEqual([])
    for (const file of readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.ts'))) {
      const text = readFileSync(new URL(`${kind}/${file}`, folder), 'utf8')
      for (const other of folders) if (other !== kind) expect(text).not.toContain(`../${other}/`)
    }
  })
})
