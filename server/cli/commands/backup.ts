// ctmm backup: the whole store in one file, taken in one snapshot while intake goes on.
import { Readable } from 'node:stream'
import { compressed, writeBackupFile } from '../../../db/backup/backup-file.ts'
import { backupLines } from '../../../db/backup/take-backup.ts'
import { embeddedStoreExists, openStore, type StoreLocation } from '../../../db/open-store.ts'
import { productVersion } from '../../product-version.ts'
import { readSettings } from '../../settings.ts'
import { cityLocation, demoLocation } from '../../store-location.ts'
import { CommandError, printJson, printLine, readArgs, type Command } from '../command.ts'
import { serverOf } from '../open-workbench.ts'

export const backupStore: Command = {
  name: 'backup',
  usage: 'backup FILE [--demo] [--no-verify] [--json]',
  summary: 'Write the whole store to FILE, which `ctmm restore` puts into any other store: embedded, PostgreSQL, TimescaleDB.',
  details: [
    'Works while the server runs. The file appears when it is whole, on disk and has been read again.',
    'It holds everything that the store holds, so keep it as safe: only its owner may read it.',
    '--demo        the demonstration city in place of the real one',
    '--no-verify   do not read the finished file again',
    '--json        {"file", "createdAt", "purpose", "migrations", "tables": [{"table", "rows"}]}',
  ],
  async run(args) {
    const { values, files } = readArgs(args, { demo: { type: 'boolean', default: false }, 'no-verify': { type: 'boolean', default: false }, json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const file = files[0] ?? ''
    const settings = readSettings(process.env)
    const location = values.demo ? demoLocation(settings) : cityLocation(settings)
    const verify = !values['no-verify']
    const summary = await withBackup(location, (backup) => writeBackupFile(file, backup, { verify }))
    if (values.json) return printJson({ file, ...(summary === undefined ? {} : { createdAt: summary.header.createdAt, purpose: summary.header.purpose, migrations: summary.header.migrations, tables: summary.tables }) })
    if (summary === undefined) return printLine(`Wrote ${file}; it was not read again.`)
    printLine(`Wrote ${file}: ${summary.tables.reduce((sum, { rows }) => sum + rows, 0)} rows as of ${summary.header.createdAt}, read again and whole.`)
  },
}

/** Takes the backup from the server that holds the store, or from the store itself. */
async function withBackup<T>(location: StoreLocation, use: (backup: Readable) => Promise<T>): Promise<T> {
  const server = serverOf(location)
  if (server !== undefined) return use(Readable.fromWeb(await server.postForStream('/api/v1/backup')))
  if (location.kind === 'embedded' && !embeddedStoreExists(location.directory)) throw new CommandError(`There is no store in ${location.directory}: nothing to back up. CTMM_DATA names the directory.`)
  const store = await openStore(location)
  try {
    return await use(compressed(backupLines(store.db, { product: await productVersion() })))
  } finally {
    await store.close()
  }
}
