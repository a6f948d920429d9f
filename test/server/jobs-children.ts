// Runs the small programs of this folder that stand for processes beside one database, and says what they have said.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly pid: number
  /** Lines printed so far. */
  readonly lines: readonly string[]
  /** Resolves when the process has printed a line that fits, from the beginning on. */
  said(fits: RegExp): Promise<string>
  kill(signal: NodeJS.Signals): Promise<void>
  readonly alive: () => boolean
}

/** Starts `program` of this folder; its errors go to the test's. */
export function startChild(program: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} could not be started.`)
  const lines: string[] = []
  const waiting: { readonly fits: RegExp; readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const one of waiting) if (one.fits.test(line)) one.resolve(line)
  })
  const ended = once(child, 'exit').then(() => {
    for (const { fits, reject } of waiting) reject(new Error(`${program} ended without saying ${fits}: ${lines.join(', ')}`))
  })
  return {
    pid,
    lines,
    said(fits) {
      const line = lines.find((known) => fits.test(known))
      return line === undefined ? new Promise((resolve, reject) => waiting.push({ fits, resolve, reject })) : Promise.resolve(line)
    },
    async kill(signal) {
      child.kill(signal)
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended
    },
    alive: () => child.exitCode === null && child.signalCode === null,
  }
}
