// `npm run test:mutants`: plants every seeded bug in a copy of the project, one at a time, and prints the test that catches it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { counting } from './counting.ts'
import { drifting } from './drifting.ts'
import { explaining } from './explaining.ts'
import { judging } from './judging.ts'
import { listening } from './listening.ts'
import { PatchError, type Mutant } from './mutant.ts'
import { runTests, type Verdict } from './run-tests.ts'
import { takingBack } from './taking-back.ts'
import { reachingOut } from './reaching-out.ts'
import { takingIn } from './taking-in.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const HELP = `usage: npm run test:mutants -- [--only NAME]

Plants every seeded bug in a copy of the project, one at a time, and runs the tests that ought to notice it.
Leaves with 1 when a bug survives, when a patch no longer applies, or when the tests fail without any bug.

  --only NAME   only this bug; may be given several times
  --passed      the tests have just passed without any bug, so they are not run for that first
  --help        this text
`

/** Two at a time: the tests of a bug mostly wait for one processor. */
const AT_A_TIME = 2

type Ending = Verdict | { readonly state: 'stuck'; readonly reason: string }

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, passed: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } })
if (values.help) process.stdout.write(HELP)
else process.exitCode = await main([...judging, ...counting, ...takingIn, ...takingBack, ...listening, ...reachingOut, ...drifting, ...explaining].filter(({ name }) => values.only?.includes(name) ?? true))

async function main(mutants: readonly Mutant[]): Promise<number> {
  if (mutants.length === 0) {
    process.stderr.write(`There is no bug of that name.\n\n${HELP}`)
    return 2
  }
  const started = performance.now()
  const missing = mutants.flatMap(({ tests }) => tests).find((file) => !existsSync(join(root, file)))
  if (missing !== undefined) {
    process.stderr.write(`${missing} is to catch a bug, but there is no such file.\n`)
    return 1
  }
  const workshops = Array.from({ length: Math.min(AT_A_TIME, mutants.length) }, () => openWorkshop(root))
  try {
    if (!values.passed && !(await areSound(workshops[0], mutants))) return 1
    const endings = await shareOut(mutants, workshops)
    for (const mutant of mutants) print(mutant, endings.get(mutant))
    const caught = mutants.filter((mutant) => endings.get(mutant)?.state === 'failed').length
    process.stdout.write(`\n${caught} of ${mutants.length} bugs caught in ${Math.round((performance.now() - started) / 1000)} s\n`)
    return caught === mutants.length ? 0 : 1
  } finally {
    for (const workshop of workshops) workshop.remove()
  }
}

/** A test that fails without any bug would catch every one. */
async function areSound(workshop: Workshop | undefined, mutants: readonly Mutant[]): Promise<boolean> {
  if (workshop === undefined) return false
  const verdict = await runTests(workshop.directory, [...new Set(mutants.flatMap(({ tests }) => tests))])
  if (verdict.state === 'passed') return true
  process.stderr.write(verdict.state === 'failed' ? `Without any bug, ${verdict.file} fails: ${verdict.test}\n` : `The tests could not be run: ${verdict.reason}\n`)
  return false
}

async function shareOut(mutants: readonly Mutant[], workshops: readonly Workshop[]): Promise<ReadonlyMap<Mutant, Ending>> {
  const waiting = [...mutants]
  const endings = new Map<Mutant, Ending>()
  await Promise.all(workshops.map(async (workshop) => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const ending = await tryOut(workshop, mutant)
      endings.set(mutant, ending)
      process.stderr.write(`${ending.state === 'failed' ? '✓' : '✗'} ${mutant.name}\n`)
    }
  }))
  return endings
}

async function tryOut(workshop: Workshop, mutant: Mutant): Promise<Ending> {
  try {
    const putBack = workshop.plant(mutant)
    const verdict = await runTests(workshop.directory, mutant.tests)
    putBack()
    return verdict
  } catch (error) {
    if (error instanceof PatchError) return { state: 'stuck', reason: error.message }
    throw error
  }
}

function print({ name, breaks }: Mutant, ending: Ending | undefined): void {
  process.stdout.write(`\n${name}\n  ${breaks}\n  ${outcome(ending)}\n`)
}

function outcome(ending: Ending | undefined): string {
  switch (ending?.state) {
    case 'failed':
      return `✓ ${ending.file} › ${ending.test}`
    case 'passed':
      return '✗ survives: no test notices it'
    case 'stuck':
      return `✗ the patch no longer applies: ${ending.reason}`
    case 'broken':
      return `✗ nothing was tested: ${ending.reason}`
    case undefined:
      return '✗ was not tried'
  }
}
