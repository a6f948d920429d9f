import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from './bomb-process.ts'
import { BOMBS } from './bombs.ts'
import { temporaryFolder } from './read-bytes.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const MIB = 1_048_576
/** Above what the process had before. */
const MOST_RISEN = 150 * MIB
/** Of processor time, so that a busy machine is not taken for a hang. */
const MOST_CPU_MS = 20_000

const program = fileURLToPath(new URL('bomb-process.ts', import.meta.url))
const run = async (...args: readonly string[]): Promise<string> => (await promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: 16 * MIB })).stdout

let outcomes: ReadonlyMap<string, Outcome>

beforeAll(async () => {
  await run('make', folder.path)
  const read: Outcome[] = JSON.parse(await run('read', folder.path, BOMBS.map((_, index) => index).join(',')))
  outcomes = new Map(read.map((outcome) => [outcome.name, outcome]))
}, 240_000)

describe('thirty bombs', () => {
  it('are at least thirty, and all were read', () => {
    expect(BOMBS.length).toBeGreaterThanOrEqual(30)
    expect(outcomes.size).toBe(BOMBS.length)
  })

  it.each(BOMBS.map(({ name, ends }) => [name, ends] as const))('%s: %s, with memory and time bounded', (name, ends) => {
    const outcome = outcomes.get(name)
    expect(outcome?.ends).toBe(ends)
    expect(outcome?.risen).toBeLessThan(MOST_RISEN)
    expect(outcome?.cpuMs).toBeLessThan(MOST_CPU_MS)
  })
})
