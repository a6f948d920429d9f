// The processes beside the server: each says what it did or saw, a JSON line each.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Pace, Pushed } from './messages.ts'

/** Starts a script of the measures in a process of its own; `onLine` hears every line of its output, parsed. */
export function startProcess<Line>(script: URL, args: readonly string[], onLine: (line: Line) => void): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line)))
  return child
}

/** Pushes events at a pace from a process of its own and ends with every request that was sent. Rejects when the pusher fails. */
export async function push(url: string, pace: Pace): Promise<readonly Pushed[]> {
  const pushed: Pushed[] = []
  const pusher = startProcess<Pushed>(new URL('push.ts', import.meta.url), [url, JSON.stringify(pace)], (one) => pushed.push(one))
  const code = await new Promise((resolve) => pusher.on('close', resolve))
  if (code !== 0) throw new Error(`The pusher ended with code ${String(code)}.`)
  return pushed
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
