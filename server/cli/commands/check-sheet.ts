// ctmm check-sheet: what waits for a bureau, as a workbook to hand out.
import { writeFile } from 'node:fs/promises'
import { checkSheetOf } from '../../check-sheets/check-sheets.ts'
import { CommandError, printLine, readArgs, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const checkSheet: Command = {
  name: 'check-sheet',
  usage: 'check-sheet BUREAU FILE',
  summary: 'Write what waits for mending in the feeds of a bureau as a workbook (校核单).',
  details: ['FILE must not be there yet. The answered workbook is taken back on the page of dead letters, or by POST /api/v1/check-sheets.'],
  async run(args) {
    const { files: [bureau = '', file = ''] } = readArgs(args, {}, { least: 2, most: 2 })
    const sheet = await withWorkbench<Uint8Array>({
      here: (workbench) => checkSheetOf(workbench, bureau),
      there: (server) => server.getBytes(`/api/v1/bureaus/${encodeURIComponent(bureau)}/check-sheet.xlsx`),
    })
    await writeFile(file, sheet, { flag: 'wx' }).catch((error: unknown) => {
      throw Reflect.get(Object(error), 'code') === 'EEXIST' ? new CommandError(`${file} exists already: name a new file, or move it away.`) : error
    })
    printLine(`${file} written.`)
  },
}
