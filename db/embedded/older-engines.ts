// Engines of earlier major versions, which are not part of the product: installed by hand when an old directory is to be taken over.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The last PGlite of each major version of PostgreSQL. */
const PACKAGES: Readonly<Record<number, string>> = { 16: '@electric-sql/pglite@0.2.17', 17: '@electric-sql/pglite@0.4.6' }

/** The name under which the package is installed beside the product's own engine. */
const aliasOf = (major: number): string => `pglite-${major}`

/** The exact command that installs the engine of a major version. */
export function installLine(major: number): string {
  return `npm i --no-save ${aliasOf(major)}@npm:${PACKAGES[major] ?? `@electric-sql/pglite@VERSION  (the one that runs PostgreSQL ${major})`}`
}

/** The module of the engine: in `folder` (the package's own directory), else beside the product. Undefined when it is not installed. */
export function findOlderEngine(major: number, folder?: string): string | undefined {
  if (folder !== undefined) {
    const entry = join(resolve(folder), 'dist', 'index.js')
    return existsSync(entry) ? pathToFileURL(entry).href : undefined
  }
  try {
    return import.meta.resolve(aliasOf(major))
  } catch {
    return undefined
  }
}
