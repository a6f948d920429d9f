// Runs the `ctmm` command as a person would, with the Node that is first on PATH.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../bin/ctmm.mjs', import.meta.url))

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs to the end. Settings of the test's own environment that would get in the way are left out. */
export function ctmm(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.env['CTMM_TEST_NODE'] ?? 'node', [COMMAND, ...args], { env: cleanEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}

export interface RunningServer {
  readonly url: string
  readonly pid: number
  /** Ends the process itself, not only what started it. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Starts `ctmm start` on a free port and resolves when it says its address. */
export function startServer(environment: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    // Node 24 runs the command in its own process, so a kill reaches the server and not a parent of it.
    const child = spawn(process.execPath, [COMMAND, 'start', ...args], { env: cleanEnvironment({ PORT: '0', LOG_LEVEL: 'warn', ...environment }), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const ended = new Promise<void>((end) => child.once('close', () => end()))
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (url === undefined || child.pid === undefined) return
      resolve({ url, pid: child.pid, kill: (signal) => (child.kill(signal), ended) })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', (code) => reject(new Error(`The server ended with ${code}: ${output}`)))
  })
}

function cleanEnvironment(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, CTMM_DATA: _data, HOST: _host, PORT: _port, CTMM_MODEL: _model, LOG_LEVEL: _level, ...rest } = process.env
  return { ...rest, ...environment }
}
