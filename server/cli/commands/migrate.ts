// ctmm migrate: brings the store up to date.
import { migrate } from '../../../db/migrate.ts'
import { openStore } from '../../../db/open-store.ts'
import { readSettings } from '../../settings.ts'
import { cityLocation } from '../../store-location.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'

export const migrateStore: Command = {
  name: 'migrate',
  usage: 'migrate [--json]',
  summary: 'Bring the store up to date. Starting the server does so too.',
  details: ['--json   {"applied": [names]}'],
  async run(args) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const store = await openStore(cityLocation(readSettings(process.env)))
    try {
      const applied = await migrate(store.db)
      if (values.json) printJson({ applied })
      else printLine(applied.length === 0 ? 'The store is up to date.' : `Applied ${applied.join(', ')}.`)
    } finally {
      await store.close()
    }
  },
}
