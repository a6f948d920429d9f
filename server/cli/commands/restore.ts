// ctmm restore: a backup becomes a store again, on whatever database.
import { readBackupFile, readSummary } from '../../../db/backup/backup-file.ts'
import { checkHeader, restoreBackup } from '../../../db/backup/restore-backup.ts'
import { openStore, placeOf } from '../../../db/open-store.ts'
import { readSettings } from '../../settings.ts'
import { cityLocation, demoLocation } from '../../store-location.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'

export const restoreStore: Command = {
  name: 'restore',
  usage: 'restore FILE [--demo] [--json]',
  summary: 'Put a backup into an empty store, named by CTMM_DATA or DATABASE_URL. All of it arrives, or nothing.',
  details: [
    'The file is read once before the store is touched. A backup of an older release is brought up to date.',
    '--demo   into the store of the demonstration city; backups of it go nowhere else',
    '--json   {"file", "createdAt", "rows", "migrated": [names]}',
  ],
  async run(args) {
    const { values, files } = readArgs(args, { demo: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const file = files[0] ?? ''
    const settings = readSettings(process.env)
    const location = values.demo ? demoLocation(settings) : cityLocation(settings)
    const purpose = values.demo ? 'demonstration' : 'city'
    checkHeader((await readSummary(file)).header, purpose)
    const store = await openStore(location)
    try {
      const { header, rows, migrated } = await restoreBackup(store.db, readBackupFile(file), {
        purpose,
        ...(values.json ? {} : { onTable: (table: string, count: number) => process.stderr.write(`${table.padEnd(14)} ${count}\n`) }),
      })
      if (values.json) printJson({ file, createdAt: header.createdAt, rows, migrated })
      else printLine(`Restored ${rows} rows as of ${header.createdAt} into ${placeOf(location)}${migrated.length === 0 ? '' : `, and brought it up to date with ${migrated.join(', ')}`}.`)
    } finally {
      await store.close()
    }
  },
}
