// ctmm migrate: brings the store up to date.
import { migrate } from '../../../db/migrate.ts'
import { openStore, type StoreLocation } from '../../../db/open-store.ts'
import { readSettings } from '../../settings.ts'
import { cityLocation } from '../../store-location.ts'
import { serverOf } from '../open-workbench.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'

export const migrateStore: Command = {
  name: 'migrate',
  usage: 'migrate [--json]',
  summary: 'Bring the store up to date. Starting the server does so too.',
  details: ['--json   {"applied": [names]}'],
  async run(args) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const applied = await migrateWhereItIs(cityLocation(readSettings(process.env)))
    if (values.json) printJson({ applied })
    else printLine(applied.length === 0 ? 'The store is up to date.' : `Applied ${applied.join(', ')}.`)
  },
}

async function migrateWhereItIs(location: StoreLocation): Promise<readonly string[]> {
  const server = serverOf(location)
  if (server !== undefined) {
    // A server brings its store up to date before it listens; /readyz says so or says what to do.
    await server.getText('/readyz')
    return []
  }
  const store = await openStore(location)
  try {
    return await migrate(store.db)
  } finally {
    await store.close()
  }
}
