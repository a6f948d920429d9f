// Where the servers of this machine live between runs: their root, their data, their logs, and what runs now.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Root's own home is closed to the users that servers run as, so root keeps them in the machine's cache. */
const MACHINE = '/var/cache/ctmm-services'
const usual = (): string => (process.getuid?.() === 0 ? MACHINE : join(homedir(), '.cache', 'ctmm-services'))

/** The cache directory: CTMM_SERVICES, else the usual one. */
export const cacheDirectory = (): string => resolve(process.env['CTMM_SERVICES'] || usual())

/** A path in the cache, its directory made when it is missing. */
export function inCache(folder: 'data' | 'log' | 'run', file: string): string {
  const directory = join(cacheDirectory(), folder)
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  return join(directory, file)
}

/** Lines `NAME=value` of the servers that run, for shells and for the test runner. */
export const environmentFile = (): string => join(cacheDirectory(), 'services.env')

/** What the last start or stop wrote, ours before root's; a server named here may have ended since. */
export function readKnownUrls(): Readonly<Record<string, string>> {
  const files = process.env['CTMM_SERVICES'] ? [environmentFile()] : [join(MACHINE, 'services.env'), environmentFile()]
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  return Object.fromEntries(lines.flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.+)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  }))
}

/** Replaces a file at once, so that a reader never sees half of it. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
