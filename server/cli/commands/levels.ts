// ctmm levels: every declared window with its exact counts, and the standings.
import { readClocks } from '../../clocks.ts'
import { readLevels } from '../../readings/levels.ts'
import { ProblemError } from '../../problem.ts'
import { printLine, readArgs, type Command } from '../command.ts'
import { withWorkbench } from '../open-workbench.ts'

export const levels: Command = {
  name: 'levels',
  usage: 'levels [--area CODE] [--as-of ISO] [--known-at ISO] [--json]',
  summary: 'Values and standings of an area at an instant.',
  details: ['--area   the city when left out', '--as-of  2026-11-22T14:05:00+08:00, or local time of the city; now when left out', '--known-at  as it was known at that instant; everything known by now when left out', '--json   exact counts of every declared window; without it one line per judged value and item'],
  async run(args) {
    const { values } = readArgs(args, { area: { type: 'string' }, 'as-of': { type: 'string' }, 'known-at': { type: 'string' }, json: { type: 'boolean', default: false } }, { least: 0, most: 0 })
    const text = await withWorkbench<string>({
      here: async (workbench) => {
        const { context } = workbench
        const area = values.area ?? context.city.root
        if (context.city.area(area) === undefined) throw new ProblemError(404, `The city file has no area ${area}.`, `Its areas are ${context.city.areas.map(({ code }) => code).join(', ')}.`)
        const { store: { db }, now } = workbench
        const asked = { asOf: values['as-of'], knownAt: values['known-at'] }
        return readLevels(db, context, area, await readClocks({ db, zone: context.city.zone, now: now(), names: { asOf: '--as-of', knownAt: '--known-at' } }, asked))
      },
      there: (server) => server.getText(`/api/v1/levels?${new URLSearchParams({ ...(values.area === undefined ? {} : { area: values.area }), ...(values['as-of'] === undefined ? {} : { asOf: values['as-of'] }), ...(values['known-at'] === undefined ? {} : { knownAt: values['known-at'] }) }).toString()}`),
    })
    if (values.json) return printLine(text)
    printTable(text)
  },
}

interface Printed {
  readonly area: string
  readonly asOf: string
  readonly knownAt: string
  readonly values: readonly { readonly indicator: string; readonly population: string; readonly judged: boolean; readonly state: string; readonly numerator?: number; readonly denominator?: number; readonly sumMs?: number; readonly count?: number; readonly value?: number }[]
  readonly standings: readonly { readonly item: string; readonly proven: number | null; readonly ceiling: number; readonly state: string; readonly cells: readonly string[] }[]
}

function printTable(text: string): void {
  const { area, asOf, knownAt, values, standings }: Printed = JSON.parse(text)
  printLine(`${area} as of ${asOf}, as known at ${knownAt}`)
  for (const value of values.filter(({ judged }) => judged)) {
    const counts = value.denominator !== undefined ? `${value.numerator}/${value.denominator}` : value.count !== undefined ? `${value.sumMs} ms / ${value.count}` : (value.value ?? '-')
    printLine(`  ${value.indicator.padEnd(34)} ${value.population.padEnd(18)} ${value.state.padEnd(20)} ${counts}`)
  }
  for (const { item, proven, ceiling, state, cells } of standings) {
    if (cells.some((cell) => cell !== 'none')) printLine(`  ${item}  proven ${proven ?? '-'}  ceiling ${ceiling}  ${state}`)
  }
}
