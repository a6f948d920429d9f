// Embedded stores for tests: creating one takes seconds, so a migrated template is made once and copied.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open-store.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache/ctmm-store-template')

export interface EmbeddedDirectory {
  readonly directory: string
  remove(): void
}

/** A directory with a migrated, empty store that nobody holds. */
export async function embeddedDirectory(): Promise<EmbeddedDirectory> {
  const home = mkdtempSync(join(tmpdir(), 'ctmm-store-'))
  const directory = join(home, 'store')
  cpSync(await template(), directory, { recursive: true })
  return { directory, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** Made anew whenever a migration or PGlite changes. Two test files may make it at once; the first to finish is kept. */
async function template(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json')))
  const migrations = join(root, 'db/migrations')
  for (const file of readdirSync(migrations).sort()) digest.update(readFileSync(join(migrations, file)))
  const directory = join(cache, digest.digest('hex').slice(0, 16))
  if (existsSync(directory)) return directory
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(join(cache, 'draft-'))
  const store = await openStore({ kind: 'embedded', directory: join(draft, 'store') })
  await migrate(store.db)
  await store.close()
  try {
    renameSync(join(draft, 'store'), directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  }
  rmSync(draft, { recursive: true, force: true })
  return directory
}
