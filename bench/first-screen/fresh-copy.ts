// The project as it is after a clone and `npm ci`: sources without anything built or loaded, dependencies as hard links.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const BUILT = /^(node_modules|\.git|web\/dist|data|data-demo|coverage|\.tmp)(\/|$)/

export interface FreshCopy {
  readonly directory: string
  remove(): void
}

export function makeFreshCopy(): FreshCopy {
  const directory = mkdtempSync(join(tmpdir(), 'ctmm-bench-clone-'))
  const remove = (): void => rmSync(directory, { recursive: true, force: true })
  try {
    cpSync(root, directory, { recursive: true, filter: (source) => !BUILT.test(relative(root, source)) })
    const modules = [join(root, 'node_modules'), join(directory, 'node_modules')]
    try {
      execFileSync('cp', ['-al', ...modules], { stdio: 'ignore' })
    } catch {
      rmSync(join(directory, 'node_modules'), { recursive: true, force: true })
      execFileSync('cp', ['-a', ...modules])
    }
    // What tools keep beside packages is not there after `npm ci`.
    for (const kept of ['.cache', '.vite', '.vite-temp', '.vitest']) rmSync(join(directory, 'node_modules', kept), { recursive: true, force: true })
    return { directory, remove }
  } catch (error) {
    remove()
    throw error
  }
}
