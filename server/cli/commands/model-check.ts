// ctmm model check: proves a model file.
import { summarise } from '../../../rules/model/summarise.ts'
import { readModelFile } from '../../model-file.ts'
import { readSettings } from '../../settings.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'

export const modelCheck: Command = {
  name: 'model check',
  usage: 'model check [FILE] [--json]',
  summary: 'Prove a model file: bounds without gap or overlap, every number with its clause, every reference; or name the lines at fault.',
  details: ['Without FILE the model in force.', '--json   {"domains","subdomains","items","characteristics","requirements","indicators","errata","version"}'],
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 0, most: 1 })
    const summary = summarise(await readModelFile(files[0] ?? readSettings(process.env).CTMM_MODEL))
    if (values.json) return printJson(summary)
    for (const [name, count] of Object.entries(summary)) printLine(`${name.padEnd(16)} ${String(count)}`)
  },
}
