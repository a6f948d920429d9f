// ctmm demo remove: the demonstration leaves no trace.
import { removeDemo } from '../../demo/remove-demo.ts'
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
    printLine(removeDemo(directory) ? `Deleted ${directory}.` : 'There is no demonstration city.')
  },
}
