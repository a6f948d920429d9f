// ctmm demo remove: the demonstration leaves no trace.
import { existsSync, rmSync } from 'node:fs'
import { holderOf, StoreLockedError } from '../../../db/embedded/directory-lock.ts'
import { keyFileOf } from '../../../ingest/secrets/key-file.ts'
import { readSettings } from '../../settings.ts'
import { demoLocation } from '../../store-location.ts'
import { printLine, readArgs, type Command } from '../command.ts'

export const demoRemove: Command = {
  name: 'demo remove',
  usage: 'demo remove',
  summary: 'Delete the demonstration city with its store.',
  async run(args) {
    readArgs(args, {}, { least: 0, most: 0 })
    const { directory } = demoLocation(readSettings(process.env))
    const holder = holderOf(directory)
    if (holder !== undefined) throw new StoreLockedError(directory, holder)
    const existed = existsSync(directory)
    rmSync(directory, { recursive: true, force: true })
    for (const beside of [`${directory}.lock`, keyFileOf(directory)]) rmSync(beside, { force: true })
    printLine(existed ? `Deleted ${directory}.` : 'There is no demonstration city.')
  },
}
