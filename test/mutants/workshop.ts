// Copies of the project to break: sources are copied, dependencies are linked.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apply, type Mutant } from './mutant.ts'

const COPIED = ['bin', 'rules', 'db', 'ingest', 'server', 'test', 'examples', 'package.json', 'tsconfig.json']

export interface Workshop {
  readonly directory: string
  /** Makes every change of a mutant and returns what puts the sources back. Throws PatchError. */
  plant(mutant: Mutant): () => void
  remove(): void
}

/** A copy of the project under the system's temporary directory. */
export function openWorkshop(root: string): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'ctmm-mutants-'))
  for (const name of COPIED) cpSync(join(root, name), join(directory, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'dir')
  return {
    directory,
    plant({ edits }) {
      const originals = new Map<string, string>()
      const changed = new Map<string, string>()
      for (const edit of edits) {
        const path = join(directory, edit.file)
        const text = changed.get(path) ?? readFileSync(path, 'utf8')
        if (!originals.has(path)) originals.set(path, text)
        changed.set(path, apply(text, edit))
      }
      for (const [path, text] of changed) writeFileSync(path, text)
      return () => {
        for (const [path, text] of originals) writeFileSync(path, text)
      }
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
