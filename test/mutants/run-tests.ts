// Runs some test files of a copy and tells which test failed first.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** `broken`: a file could not be loaded, so nothing was tested; that catches nothing. */
export type Verdict =
  | { readonly state: 'passed' }
  | { readonly state: 'failed'; readonly file: string; readonly test: string }
  | { readonly state: 'broken'; readonly reason: string }

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** A file that runs for longer hangs. */
const MOST_MS_A_FILE = 180_000

/** Stops at the first failure. */
export async function runTests(directory: string, files: readonly string[]): Promise<Verdict> {
  const output = join(directory, 'report.json')
  rmSync(output, { force: true })
  const said = await vitest(directory, ['run', '--config', 'test/mutants/vitest.config.ts', '--bail=1', '--reporter=json', `--outputFile=${output}`, ...files], MOST_MS_A_FILE * files.length)
  let report: Report
  try {
    report = JSON.parse(readFileSync(output, 'utf8'))
  } catch {
    return { state: 'broken', reason: said.trim().split('\n').slice(-3).join(' ') }
  }
  for (const { name, assertionResults } of report.testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed !== undefined) return { state: 'failed', file: name.slice(name.indexOf('test/', directory.length)), test: failed.fullName.trim() }
  }
  const unloaded = report.testResults.find(({ status, assertionResults }) => status === 'failed' || assertionResults.length === 0)
  if (unloaded !== undefined) return { state: 'broken', reason: `${unloaded.name} could not be run: ${unloaded.message ?? ''}` }
  return report.testResults.length === 0 ? { state: 'broken', reason: `no test was found in ${files.join(', ')}` } : { state: 'passed' }
}

function vitest(directory: string, args: readonly string[], timeout: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(directory, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], timeout, env: { ...process.env, NUM_RUNS: '' } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('close', (_, signal) => resolve(signal === null ? said : `${said}\nended by ${signal}, after ${timeout / 1000} s at most`))
  })
}
