// ctmm city apply: the areas, bureaus and declared sources of the city.
import { readFile } from 'node:fs/promises'
import { printJson, printLine, readArgs, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const cityApply: Command = {
  name: 'city apply',
  usage: 'city apply FILE [--json]',
  summary: 'Put a city file in force: zone, areas with aliases and validity, bureaus, declared sources.',
  details: ['--json   {"changed", "areas", "bureaus"}'],
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const fileName = files[0] ?? ''
    const text = await readFile(fileName, 'utf8')
    const result = await withWorkbench<unknown>({
      here: async (workbench) => {
        const { changed, context: { city } } = await workbench.applyCity(text, fileName)
        return { changed, areas: city.areas.length, bureaus: city.bureaus.length }
      },
      there: (server) => server.post('/api/v1/city/file', { text, fileName }),
    })
    if (values.json) printJson(result)
    else printLine(`Applied ${fileName}: ${JSON.stringify(result)}`)
  },
}
