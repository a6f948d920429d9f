// ctmm judge: pure rules over a file of values.
import { readFile } from 'node:fs/promises'
import { judgementJson } from '../../../rules/judge/judgement-json.ts'
import { judge } from '../../../rules/judge/judge.ts'
import { readJudgeFile } from '../../../rules/judge/judge-file.ts'
import { explain } from '../../../rules/judge/explain.ts'
import { standingWord } from '../../../rules/judge/word.ts'
import { findItem } from '../../../rules/model/lookup.ts'
import { readModelFile } from '../../model-file.ts'
import { readSettings } from '../../settings.ts'
import { printLine, readArgs, type Command } from '../command.ts'

export const judgeFile: Command = {
  name: 'judge',
  usage: 'judge FILE [--json]',
  summary: 'Judge the values in a JSON file by the model alone; no store, no policy.',
  details: [
    'FILE     {"values": [{"indicator": CODE, "numerator": N, "denominator": N} | {"indicator", "sumMs", "count"} | {"indicator", "value"} | {"indicator", "state": "no-data"}]}',
    '         a value may name its "population"; an indicator left out is no-data',
    '--json   {"standings": [{"item", "proven", "ceiling", "blockers", "unknowns", ...} for all 38 items]}',
  ],
  async run(args) {
    const { values: options, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const model = await readModelFile(readSettings(process.env).CTMM_MODEL)
    const values = readJudgeFile(await readFile(files[0] ?? '', 'utf8'), model)
    const standings = judge(model, values)
    if (options.json) return printLine(judgementJson(model, standings, values))
    for (const standing of standings.filter(({ requirements }) => requirements.length > 0)) {
      printLine(`${standing.item} ${findItem(model, standing.item)?.zh ?? ''}  ${standingWord(model, standing).zh}`)
      printLine(`    ${explain(model, standing, values).zh}`)
    }
  },
}
