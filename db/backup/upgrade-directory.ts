// Takes the directory of an older engine over: read by that engine, restored into a new directory by this one, swapped, the old one kept beside.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { Kysely, PGliteDialect } from 'kysely'
import { openEmbeddedDatabase } from '../embedded/embedded-database.ts'
import { lockDirectory } from '../embedded/directory-lock.ts'
import { findOlderEngine, installLine } from '../embedded/older-engines.ts'
import { openStore, type Db } from '../open-store.ts'
import { engineMajorOf, ENGINE_MAJOR, upgradedStoreOf } from '../opening/check-directory.ts'
import { readSchemaState } from '../opening/check-schema.ts'
import { StoreRefusedError } from '../opening/store-refused.ts'
import { purposeOf } from '../purpose.ts'
import type { Tables } from '../tables.ts'
import { backupParts } from './read-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { backupLines } from './take-backup.ts'

export interface Upgrading {
  readonly product: string
  /** Directory of the older engine's package; without it the one installed beside the product. */
  readonly engineFolder?: string | undefined
  readonly onTable?: (table: string, rows: number) => void
}

export type Upgraded =
  | { readonly done: 'nothing' }
  /** An earlier run had done everything but the last step. */
  | { readonly done: 'finished' }
  | { readonly done: 'upgraded'; readonly from: number; readonly rows: number; readonly kept: string }

/** Throws StoreRefusedError `other-engine` while the older engine is not installed, StoreLockedError while a process holds the directory. */
export async function upgradeDirectory(directory: string, options: Upgrading): Promise<Upgraded> {
  const lock = lockDirectory(directory)
  try {
    const upgraded = upgradedStoreOf(directory)
    if (!existsSync(directory) && existsSync(upgraded)) {
      renameSync(upgraded, directory)
      return { done: 'finished' }
    }
    const from = engineMajorOf(directory)
    if (from === undefined) throw new StoreRefusedError('not-a-store', `There is no embedded store in ${directory}: nothing to upgrade.`)
    if (from === ENGINE_MAJOR) return { done: 'nothing' }
    const engine = findOlderEngine(from, options.engineFolder)
    if (engine === undefined) throw new StoreRefusedError('other-engine', `The engine that made ${directory} is not ${options.engineFolder === undefined ? 'installed' : `in ${options.engineFolder}`}. Install it and try again:\n  ${installLine(from)}\n  ctmm upgrade ${directory}`)
    const rows = await copyInto(`${directory}.upgrading`, directory, engine, options)
    const kept = freeName(`${directory}.pg${from}`)
    // From here on each step can be the last: whole under its own name, then the old one out of the way, then in its place.
    rmSync(upgraded, { recursive: true, force: true })
    renameSync(`${directory}.upgrading`, upgraded)
    renameSync(directory, kept)
    renameSync(upgraded, directory)
    return { done: 'upgraded', from, rows, kept }
  } finally {
    lock.release()
  }
}

/** Reads the old store and writes all of it into a new one; returns the number of rows. */
async function copyInto(draft: string, directory: string, engine: string, { product, onTable }: Upgrading): Promise<number> {
  rmSync(draft, { recursive: true, force: true })
  const old = await openOld(directory, engine)
  try {
    const store = await openStore({ kind: 'embedded', directory: draft })
    try {
      const purpose = (await purposeOf(old.db)) ?? 'city'
      const { rows } = await restoreBackup(store.db, backupParts(bytesOf(backupLines(old.db, { product }))), { purpose, ...(onTable === undefined ? {} : { onTable }) })
      return rows
    } finally {
      await store.close()
    }
  } finally {
    await old.close()
  }
}

/** Engines before 0.4 kept everything in the database `template1`; a later one opens the same directory and would look into an empty `postgres`. */
const DATABASES = [undefined, 'template1']

async function openOld(directory: string, engine: string): Promise<{ readonly db: Db; close(): Promise<void> }> {
  for (const database of DATABASES) {
    const pglite = await openEmbeddedDatabase(directory, { engine, database })
    const db: Db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
    const close = async (): Promise<void> => {
      await db.destroy()
      await pglite.close()
    }
    if ((await readSchemaState(db, [])).unknown.length > 0) return { db, close }
    await close()
  }
  throw new StoreRefusedError('not-a-store', `The database in ${directory} holds no store: nothing to upgrade.`)
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer, void> {
  for await (const line of lines) yield Buffer.from(line)
}

function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}.${number}`
    if (!existsSync(candidate)) return candidate
  }
}
