// Whether a directory is an embedded store of this engine, before the engine touches it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installLine } from '../embedded/older-engines.ts'
import { StoreRefusedError } from './store-refused.ts'

/** Major version of PostgreSQL in the PGlite that the product comes with; a test holds it against the engine. */
export const ENGINE_MAJOR = 18

/** Where `ctmm upgrade` puts the new store of a directory when it is whole, before it takes the old one's place. */
export const upgradedStoreOf = (directory: string): string => `${directory}.upgraded`

/** The major version of PostgreSQL that made an embedded store; undefined where there is none. Throws StoreRefusedError `not-a-store`. */
export function engineMajorOf(directory: string): number | undefined {
  const file = join(directory, 'PG_VERSION')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8').trim()
  const major = Number(text)
  if (!Number.isInteger(major)) throw notAStore(directory, `PG_VERSION says ${JSON.stringify(text.slice(0, 40))}`)
  return major
}

/** Throws StoreRefusedError when the directory cannot become or be an embedded store of this engine. */
export function checkDirectory(directory: string): void {
  const major = engineMajorOf(directory)
  if (major === ENGINE_MAJOR) return
  if (major !== undefined) {
    throw new StoreRefusedError('other-engine', major < ENGINE_MAJOR
      ? `The store in ${directory} was made by PostgreSQL ${major}; this release runs ${ENGINE_MAJOR} and cannot read it. Take it over with:\n  ${installLine(major)}\n  ctmm upgrade ${directory}\nThe old directory is kept beside.`
      : `The store in ${directory} was made by PostgreSQL ${major}; this release runs ${ENGINE_MAJOR}. Install the newer release that made it.`)
  }
  if (existsSync(upgradedStoreOf(directory)) && !existsSync(directory)) {
    throw new StoreRefusedError('upgrade-unfinished', `An upgrade of ${directory} was interrupted between two steps. Run \`ctmm upgrade ${directory}\` again: it goes on where it stopped.`)
  }
  if (existsSync(directory) && readdirSync(directory).length > 0) throw notAStore(directory, 'it holds other files and no PG_VERSION')
}

export function notAStore(directory: string, why: string, cause?: unknown): StoreRefusedError {
  return new StoreRefusedError('not-a-store', `${directory} is no embedded store that can be opened: ${why}. Name another directory with CTMM_DATA. If it is a store that was damaged, keep it, and restore the newest backup into a new directory with \`ctmm restore\`.`, { cause })
}
