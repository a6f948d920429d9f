// ctmm feed discover: what a source looks like, before there is a mapping for it.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Discovery as Look } from '../../../ingest/adapters/adapter.ts'
import { formatProblem, readYaml } from '../../../rules/city/yaml-file.ts'
import { Discovery } from '../../schemas/wiring.ts'
import { discoverSource } from '../../wiring/discover.ts'
import { answerOf } from '../answer-of.ts'
import { CommandError, printJson, printLine, readArgs, UsageError, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const feedDiscover: Command = {
  name: 'feed discover',
  usage: 'feed discover FILE [--rows N] [--json]',
  summary: 'Connect as the adapter part of a feed file says and print fields and first rows. Needs no mapping, stores nothing.',
  details: ['--rows   how many rows (5, at most 200)'],
  async run(args) {
    const { values, files } = readArgs(args, { rows: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const rows = Number(values.rows)
    if (!Number.isInteger(rows) || rows < 1 || rows > 200) throw new UsageError(`--rows ${values.rows}: use a number from 1 to 200`)
    const [file = ''] = files
    const { source, problems } = readYaml(await readFile(file, 'utf8'), file)
    const [problem] = problems
    if (problem !== undefined) throw new CommandError(formatProblem(problem))
    const adapter = memberOf(source.value, 'adapter')
    const named = memberOf(source.value, 'id')
    const id = typeof named === 'string' ? named : 'new-feed'
    if (typeof adapter !== 'object' || adapter === null) throw new CommandError(`${file} has no adapter: write how the source is reached, such as adapter: {kind: csv-file, path: rows.csv, encoding: utf-8}.`)
    const found = await withWorkbench<Look>({
      here: (workbench) => discoverSource(workbench, { adapter, id, rows, feedFile: resolve(file), signal: new AbortController().signal }),
      there: async (server) => answerOf(Discovery, await server.post('/api/v1/wiring/discover', { adapter, id, rows, feedFile: resolve(file) })),
    })
    if (values.json) return printJson(found)
    for (const { path, type, comment } of found.fields) printLine([path, type, comment].filter((part) => part !== undefined).join('  '))
    if (found.total !== undefined) printLine(`${found.total} records`)
    for (const sample of found.samples) printLine('record' in sample ? JSON.stringify(sample.record) : `row ${sample.position}: ${sample.rejection.reason.zh} / ${sample.rejection.reason.en}`)
  },
}

const memberOf = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined)
