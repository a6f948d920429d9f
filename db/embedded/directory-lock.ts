// PGlite does not guard its directory, and two processes in one directory lose rows: this lock file beside it does.
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Who holds a directory; `url` is set while that process also serves HTTP. */
export interface LockHolder {
  readonly pid: number
  /** Start of the process in the kernel's ticks, so that a reused pid is not taken for the holder. Empty where the platform does not tell. */
  readonly started: string
  readonly url?: string
}

export class StoreLockedError extends Error {
  readonly holder: LockHolder
  constructor(directory: string, holder: LockHolder) {
    super(`The store in ${directory} is open in process ${holder.pid}${holder.url ? ` (${holder.url})` : ''}. Stop it first, or name another directory with CTMM_DATA.`)
    this.name = 'StoreLockedError'
    this.holder = holder
  }
}

export interface DirectoryLock {
  /** Tells other processes where this one can be talked to. */
  announce(url: string): void
  release(): void
}

/** Beside the directory itself, by whatever name it was reached. */
function lockFileOf(directory: string): string {
  try {
    return `${realpathSync(directory)}.lock`
  } catch {
    return `${resolve(directory)}.lock`
  }
}

/** Takes the directory for this process. Throws StoreLockedError while a living process holds it; a dead holder's lock is taken over. */
export function lockDirectory(directory: string): DirectoryLock {
  const file = lockFileOf(directory)
  mkdirSync(dirname(file), { recursive: true })
  const self: LockHolder = { pid: process.pid, started: startOf(process.pid) }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(self))
  for (let attempt = 0; ; attempt++) {
    try {
      // A link appears whole or not at all, so nobody reads half a lock.
      linkSync(draft, file)
      rmSync(draft)
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = holderOf(directory)
      if (holder !== undefined || attempt > 2) rmSync(draft, { force: true })
      if (holder !== undefined || attempt > 2) throw new StoreLockedError(directory, holder ?? { pid: 0, started: '' })
      bury(file)
    }
  }
  let held = true
  const release = (): void => {
    process.off('exit', release)
    if (held && readLock(file)?.pid === process.pid) rmSync(file, { force: true })
    held = false
  }
  process.once('exit', release)
  const announce = (url: string): void => {
    writeFileSync(draft, JSON.stringify({ ...self, url }))
    renameSync(draft, file)
  }
  return { announce, release }
}

/**
 * Removes a dead holder's lock. It is moved away first, which only one process can do, and looked at again: another one may
 * have taken the directory over in the meantime, and its lock is put back.
 */
function bury(file: string): void {
  const grave = `${file}.${process.pid}.dead`
  try {
    renameSync(file, grave)
    const holder = readLock(grave)
    if (holder !== undefined && isAlive(holder)) linkSync(grave, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EEXIST'))) throw error
  } finally {
    rmSync(grave, { force: true })
  }
}

/** The living process that holds the directory, if any. */
export function holderOf(directory: string): LockHolder | undefined {
  const holder = readLock(lockFileOf(directory))
  return holder !== undefined && isAlive(holder) ? holder : undefined
}

function readLock(file: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return undefined
    const started = 'started' in value && typeof value.started === 'string' ? value.started : ''
    const url = 'url' in value && typeof value.url === 'string' ? { url: value.url } : {}
    return { pid: value.pid, started, ...url }
  } catch {
    return undefined
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return holder.started === startOf(holder.pid)
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
