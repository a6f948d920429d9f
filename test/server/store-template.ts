// An empty store that is up to date, made once and copied: initdb costs more than all the rest of a test.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open-store.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ctmm', import.meta.url))

/** A directory of its own with a migrated, empty embedded store in `store`; `remove` takes it away. */
export async function newStoreDirectory(): Promise<{ readonly directory: string; readonly store: string; remove(): void }> {
  const template = await templateDirectory()
  const directory = mkdtempSync(join(tmpdir(), 'ctmm-test-'))
  const store = join(directory, 'store')
  cpSync(template, store, { recursive: true })
  return { directory, store, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** Named by what the store is made of, so that a new migration or a new PGlite makes a new one. */
async function templateDirectory(): Promise<string> {
  const template = join(CACHE, `empty-store-${ingredients()}`)
  if (existsSync(template)) return template
  mkdirSync(CACHE, { recursive: true })
  const draft = mkdtempSync(`${template}-`)
  const store = await openStore({ kind: 'embedded', directory: join(draft, 'store') })
  await migrate(store.db)
  await store.close()
  try {
    renameSync(join(draft, 'store'), template)
  } catch (error) {
    // Another test file was first.
    if (!existsSync(template)) throw error
  }
  rmSync(draft, { recursive: true, force: true })
  return template
}

function ingredients(): string {
  const migrations = new URL('../../db/migrations/', import.meta.url)
  const hash = createHash('sha256').update(readFileSync(new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url)))
  hash.update(readFileSync(new URL('../../db/migrate.ts', import.meta.url)))
  for (const file of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(file, migrations)))
  return hash.digest('hex').slice(0, 12)
}
