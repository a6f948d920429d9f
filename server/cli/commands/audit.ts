// ctmm audit: what the auditor has looked at and found, after some more looks.
import { Parse } from 'typebox/value'
import { audit } from '../../rebuild-days.ts'
import { AuditAnswer } from '../../schemas/audit.ts'
import { printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const auditStore: Command = {
  name: 'audit',
  usage: 'audit [--looks N] [--json]',
  summary: 'Count some of the store anew, drawn at random, and tell every difference.',
  details: ['--looks   how often, 1 when left out; each look takes two hundred identities, one sum and one sealed day', 'A running server looks for ever by itself. Ends with code 1 while a difference is open.'],
  async run(args) {
    const { values } = readArgs(args, { looks: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const looks = Number(values.looks)
    if (!Number.isInteger(looks) || looks < 0 || looks > 10_000) throw new UsageError(`--looks ${values.looks}: give a whole number from 0 to 10000`)
    const report = await withWorkbench<AuditAnswer>({
      here: (workbench) => audit(workbench, looks),
      there: async (server) => Parse(AuditAnswer, await server.post('/api/v1/audit', { looks })),
    })
    if (values.json) printJson(report)
    else {
      printLine(`Looked at ${report.identities} identities, ${report.sums} sums and ${report.seals} seals so far; ${report.open} differences are open.`)
      for (const { kind, subject, foundAt, detail } of report.findings) printLine(`  ${foundAt}  ${kind}  ${subject}  ${JSON.stringify(detail)}`)
      for (const { day, edges } of report.adjustments) printLine(`  adjustment  ${day}  ${edges} edges recorded after its seal`)
    }
    if (report.open > 0) process.exitCode = 1
  },
}
