// The demonstration leaves no trace: its store, its lock and its key are deleted.
import { existsSync, rmSync } from 'node:fs'
import { holderOf, StoreLockedError } from '../../db/embedded/directory-lock.ts'
import { keyFileOf } from '../../ingest/secrets/key-file.ts'

/** Whether there was one. Throws StoreLockedError while a process has the store open. */
export function removeDemo(directory: string): boolean {
  const holder = holderOf(directory)
  if (holder !== undefined) throw new StoreLockedError(directory, holder)
  const existed = existsSync(directory)
  rmSync(directory, { recursive: true, force: true })
  for (const beside of [`${directory}.lock`, keyFileOf(directory)]) rmSync(beside, { force: true })
  return existed
}
