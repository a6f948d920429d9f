// `npm test`: compiler, linter, build of the pages and every test, in that order; ends with one plain line of totals.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const runner = fileURLToPath(new URL('../bin/run.mjs', import.meta.url))

interface Totals {
  passed: number
  failed: number
  skipped: number
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
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, success }: Record<string, number> & { success: boolean } = JSON.parse(await readFile(report, 'utf8'))
    totals.passed += numPassedTests ?? 0
    totals.failed += numFailedTests ?? 0
    totals.skipped += (numPendingTests ?? 0) + (numTodoTests ?? 0)
    // A file that could not even be loaded has no failed tests, but it failed.
    if (!success && (numFailedTests ?? 0) === 0) totals.failed += Math.max(1, numFailedTestSuites ?? 0)
    else if (code !== 0 && totals.failed === 0) totals.failed++
  } catch {
    totals.failed++
  }
  await rm(directory, { recursive: true, force: true })
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    spawn(process.execPath, [runner, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', (code) => resolve(code ?? 1))
  })
}
