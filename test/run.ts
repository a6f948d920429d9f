// `npm test`: compiler, linter, build of the pages and every test, in that order; ends with one plain line of totals.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const runner = fileURLToPath(new URL('../bin/run.mjs', import.meta.url))

interface Totals {
  passed: number
  failed: number
  skipped: number
}

/** What of Vitest's report in JSON is read here. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numFailedTestSuites: number
  success: boolean
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] | null }[]
  }[]
}

/** Steps that either hold or do not, each counted as one test. */
const CHECKS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'the server compiles', args: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'the pages compile', args: ['vue-tsc', '-p', 'web/tsconfig.json'] },
  { name: 'the linter finds nothing', args: ['oxlint', '--deny-warnings', 'bin', 'rules', 'db', 'ingest', 'server', 'web', 'test', 'bench', 'examples'] },
  { name: 'the pages build', args: ['vite', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error'] },
]

const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
for (const { name, args } of CHECKS) {
  const code = await run(args)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}\n`)
  totals[code === 0 ? 'passed' : 'failed']++
}
await runVitest(process.argv.slice(2))
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}\n`)
process.exitCode = totals.failed > 0 ? 1 : 0

async function runVitest(args: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ctmm-test-'))
  const report = join(directory, 'report.json')
  const code = await run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args])
  try {
    const told: Report = JSON.parse(await readFile(report, 'utf8'))
    totals.passed += told.numPassedTests
    totals.failed += told.numFailedTests
    totals.skipped += told.numPendingTests + told.numTodoTests
    // A file that could not even be loaded has no failed tests, but it failed.
    if (!told.success && told.numFailedTests === 0) totals.failed += Math.max(1, told.numFailedTestSuites)
    else if (code !== 0 && totals.failed === 0) totals.failed++
    tellFailures(told)
  } catch {
    totals.failed++
  }
  await rm(directory, { recursive: true, force: true })
}

/** A line for each test that failed, at the end, where whoever reads only the end of a long log finds it. */
function tellFailures({ testResults }: Report): void {
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    for (const test of failed) process.stdout.write(`✗ ${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}\n`)
    if (status === 'failed' && failed.length === 0) process.stdout.write(`✗ ${file}: ${firstLine(message)}\n`)
  }
}

function firstLine(message: string | undefined): string {
  return stripVTControlCharacters(message ?? '').split('\n', 1)[0]?.slice(0, 300) ?? ''
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    spawn(process.execPath, [runner, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', (code) => resolve(code ?? 1))
  })
}
