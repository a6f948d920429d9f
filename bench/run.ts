// `npm run bench`: runs the measures and prints a line for each.
import { parseArgs } from 'node:util'
import type { Measure, Measurement } from './measure/measure.ts'
import { measures } from './measures.ts'

const HELP = `usage: npm run bench -- [--only NAME] [--rounds N] [--json]

  --only NAME   only this measure; may be given several times
  --rounds N    so many rounds in place of each measure's own number
  --json        one JSON line a measure: {"name","ratio","rounds","unit","setup"}; nothing else on standard output
  --help        this text

Measures (goal for the ratio):
${measures.map(({ name, goal, summary }) => `  ${name.padEnd(14)} ${goal.toFixed(2)}  ${summary}`).join('\n')}

bench/README.md tells the method.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) process.stdout.write(HELP)
else process.exitCode = await run(values.only ?? measures.map(({ name }) => name))

async function run(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !measures.some((measure) => measure.name === name))
  if (unknown.length > 0) return refuse(`There is no measure ${unknown.join(', ')}.`)
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) return refuse(`--rounds ${values.rounds} is not a number of rounds.`)
  let failed = 0
  for (const measure of measures.filter(({ name }) => names.includes(name))) {
    try {
      for (const result of await measure.run({ rounds, note: (text) => process.stderr.write(`${text}\n`) })) print(measure, result)
    } catch (error) {
      failed++
      process.stderr.write(`${measure.name} could not be measured: ${reasonOf(error)}\n`)
    }
  }
  return failed === 0 ? 0 : 1
}

/** The message with those of what lies behind it: `fetch failed` alone says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n\n${HELP}`)
  return 2
}

function print({ goal }: Measure, result: Measurement): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  const { name, ratio, rounds, unit, setup } = result
  const least = Math.min(...rounds)
  const most = Math.max(...rounds)
  process.stdout.write(`\n${name}  ${ratio} (${least}-${most}, ${rounds.length} rounds; goal ${goal.toFixed(2)})  ${unit}\n  ${setup}\n`)
}
