// ctmm rebuild: edges and sums made anew from everything that was said.
import type { Rebuilt } from '../../../ingest/rebuild/rebuild.ts'
import { Parse } from 'typebox/value'
import { RebuiltAnswer } from '../../schemas/audit.ts'
import { rebuild } from '../../rebuild-days.ts'
import { printJson, printLine, readArgs, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const rebuildStore: Command = {
  name: 'rebuild',
  usage: 'rebuild [--from DAY] [--to DAY] [--json]',
  summary: 'Count anew what was said, all of it or some days.',
  details: [
    '--from, --to   local days in the city, such as 2026-06-30; both inclusive, everything when both are left out',
    '--json         {"identities", "edges": differences mended, "sums": sums of days mended}',
    'Deliveries go on meanwhile. Broken off, a rebuild of everything goes on where it was. Sealed days are refused.',
  ],
  async run(args) {
    const { values } = readArgs(args, { from: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const { from, to } = values
    let told = 0
    const rebuilt = await withWorkbench<Rebuilt>({
      here: (workbench) => rebuild(workbench, { from, to }, ({ done, total }) => {
        if (Date.now() - told < 5_000) return
        told = Date.now()
        process.stderr.write(`${done} of ${total}\n`)
      }),
      there: async (server) => Parse(RebuiltAnswer, await server.post('/api/v1/rebuild', { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })),
    })
    if (values.json) return printJson(rebuilt)
    printLine(`${rebuilt.identities} identities counted anew: ${rebuilt.edges} edges and ${rebuilt.sums} sums mended.`)
  },
}
