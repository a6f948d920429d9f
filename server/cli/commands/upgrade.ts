// ctmm upgrade: an embedded store that an older engine made becomes one of this release.
import { upgradeDirectory } from '../../../db/backup/upgrade-directory.ts'
import { productVersion } from '../../product-version.ts'
import { printLine, readArgs, type Command } from '../command.ts'

export const upgradeStore: Command = {
  name: 'upgrade',
  usage: 'upgrade DIRECTORY [--engine FOLDER]',
  summary: 'Take over the directory of an embedded store that an older engine made; the old directory is kept beside.',
  details: [
    'Needs the older engine, which is not part of the product; without it the command that installs it is told.',
    '--engine   directory of its package, where it is not installed beside the product',
    'Needs room for the store a second time. A run that was interrupted is repeated, or finished.',
  ],
  async run(args) {
    const { values, files } = readArgs(args, { engine: { type: 'string' } }, { least: 1, most: 1 })
    const directory = (files[0] ?? '').replace(/\/+$/, '')
    const result = await upgradeDirectory(directory, { product: await productVersion(), engineFolder: values.engine, onTable: (table, rows) => process.stderr.write(`${table.padEnd(14)} ${rows}\n`) })
    switch (result.done) {
      case 'nothing':
        return printLine(`${directory} is of this engine already.`)
      case 'finished':
        return printLine(`Finished the upgrade of ${directory} that had been interrupted.`)
      case 'upgraded':
        return printLine(`Upgraded ${directory} from PostgreSQL ${result.from}: ${result.rows} rows. The old directory is ${result.kept}; delete it when you are content.`)
    }
  },
}
