// ctmm form: the Excel form of an indicator, from the model and the city in force.
import { writeFile } from 'node:fs/promises'
import { formFeed } from '../../../ingest/forms/form-feed.ts'
import { formSheets } from '../../../ingest/forms/form-columns.ts'
import { writeForm } from '../../../ingest/forms/write-form.ts'
import { findIndicator } from '../../../rules/model/lookup.ts'
import { systemNow } from '../../clock.ts'
import { readModelFile } from '../../model-file.ts'
import { readSettings } from '../../settings.ts'
import { CommandError, printLine, readArgs, type Command } from '../command.ts'
import { findCity } from './feed.ts'

export const form: Command = {
  name: 'form',
  usage: 'form INDICATOR FILE [--feed]',
  summary: 'Write the Excel form in which an indicator is filled in, with the codes of the city in force.',
  details: [
    'INDICATOR   its number or code, such as I02 or data_classified_share',
    'FILE        a new file, such as form.xlsx; nothing is overwritten',
    '--feed      print the feed files that read the filled form, too (bureau and contact are to be added)',
  ],
  async run(args) {
    const { values, files } = readArgs(args, { feed: { type: 'boolean', default: false } }, { least: 2, most: 2 })
    const [code = '', file = ''] = files
    const model = await readModelFile(readSettings(process.env).CTMM_MODEL)
    const indicator = findIndicator(model, code)
    if (indicator === undefined || !model.indicators.some(({ id }) => id === indicator.id)) throw new CommandError(`The standard has no indicator ${code}: write one of ${model.indicators.map(({ id }) => id).join(', ')}.`)
    const city = await findCity()
    if (city === undefined) throw new CommandError('The form holds the codes of the city: apply it first with `ctmm city apply FILE`.')
    await writeFile(file, await writeForm({ model, city, indicator, asOf: systemNow() }), { flag: 'wx' }).catch((error: unknown) => {
      throw Reflect.get(Object(error), 'code') === 'EEXIST' ? new CommandError(`${file} is there already: name a new file, or move it away.`) : error
    })
    printLine(`Wrote ${file}: ${indicator.id} ${indicator.zh}.`)
    if (values.feed) for (const sheet of formSheets(model, indicator)) printLine(`\n# ${sheet.sheet}\n${formFeed(sheet, { indicator })}`)
  },
}
