// A directory that an older engine made becomes one of this engine, with everything in it; the old one stays beside, and any interruption can be gone on from.
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { upgradeDirectory } from '../../../db/backup/upgrade-directory.ts'
import { holderOf } from '../../../db/embedded/directory-lock.ts'
import { findOlderEngine } from '../../../db/embedded/older-engines.ts'
import { migrate, migrations } from '../../../db/migrate.ts'
import { holdDirectory, openStore } from '../../../db/open-store.ts'
import { ENGINE_MAJOR } from '../../../db/opening/check-directory.ts'
import { claimPurpose } from '../../../db/purpose.ts'
import { newStoreDirectory } from '../../server/store-template.ts'
import { fillInitialStore } from '../initial-store.ts'

const home = mkdtempSync(join(tmpdir(), 'ctmm-upgrade-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The engines of earlier major versions that are installed, or whose packages' directories the environment names. */
const engines = [16, 17].map((major) => {
  const folder = process.env[`CTMM_TEST_ENGINE_${major}`]
  return { major, folder, engine: findOlderEngine(major, folder) }
})

describe.each(engines)('a directory made by PostgreSQL $major', { timeout: 240_000 }, ({ major, folder, engine }) => {
  const upgrading = { product: 'test', engineFolder: folder }

  if (engine === undefined) {
    it.skip(`is taken over (the engine is not installed: npm i --no-save its package, or name its directory with CTMM_TEST_ENGINE_${major})`, () => undefined)
    return
  }

  async function oldStore(name: string, fill: (db: Awaited<ReturnType<typeof holdDirectory>>['db']) => Promise<void>, database?: string): Promise<string> {
    const directory = join(home, `${name}-${major}`)
    const { db, release } = await holdDirectory(directory, { engine, database })
    await fill(db)
    await release.close()
    return directory
  }

  it('is refused by this engine, taken over whole, and opens then', async () => {
    const directory = await oldStore('whole', async (db) => {
      await migrate(db)
      await claimPurpose(db, 'city')
      await sql`insert into identity (source, kind, key) select 's', 'case', '案件 ' || n from generate_series(1, 4000) as n`.execute(db)
      await sql`insert into revision (identity, batch, recorded_at, digest, fact) select id, 1, '2026-01-01T00:00:00.000001Z', id::text, jsonb_build_object('n', id) from identity`.execute(db)
    })
    expect(readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()).toBe(String(major))
    await expect(openStore({ kind: 'embedded', directory })).rejects.toMatchObject({ code: 'other-engine', message: expect.stringContaining(`ctmm upgrade ${directory}`) })

    const result = await upgradeDirectory(directory, upgrading)
    expect(result).toMatchObject({ done: 'upgraded', from: major, rows: 8_001, kept: `${directory}.pg${major}` })
    expect(readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()).toBe(String(ENGINE_MAJOR))
    expect(readFileSync(join(`${directory}.pg${major}`, 'PG_VERSION'), 'utf8').trim()).toBe(String(major))
    const store = await openStore({ kind: 'embedded', directory })
    const { rows } = await sql<{ count: number; last: string; key: string }>`
      select count(*) as count, max(recorded_at)::text as last, max(key) filter (where id = 4000) as key from revision join identity on id = identity`.execute(store.db)
    expect(rows).toEqual([{ count: 4_000, last: '2026-01-01 00:00:00.000001+00', key: '案件 4000' }])
    await store.close()
    expect(await upgradeDirectory(directory, upgrading)).toEqual({ done: 'nothing' })
    expect(readdirSync(home).filter((name) => name.startsWith(`whole-${major}`)).toSorted()).toEqual([`whole-${major}`, `whole-${major}.pg${major}`])
  })

  it('of the first release is brought up to date on the way', async () => {
    // Of the engines of one major version, earlier ones kept it in another database.
    const directory = await oldStore('first', (db) => fillInitialStore(db), 'template1')
    await upgradeDirectory(directory, upgrading)
    const store = await openStore({ kind: 'embedded', directory })
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(store.db)
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations))
    expect((await sql<{ count: number }>`select count(*) as count from revision`.execute(store.db)).rows[0]?.count).toBeGreaterThan(70)
    await store.close()
  })
})

describe('an upgrade that was interrupted', () => {
  it('before the old directory was moved begins again; after that it is finished by its last step', async () => {
    const fresh = await newStoreDirectory()
    const directory = join(home, 'interrupted')
    renameSync(fresh.store, `${directory}.upgraded`)
    await expect(openStore({ kind: 'embedded', directory })).rejects.toMatchObject({ code: 'upgrade-unfinished' })
    expect(await upgradeDirectory(directory, { product: 'test' })).toEqual({ done: 'finished' })
    const store = await openStore({ kind: 'embedded', directory })
    await store.close()
    expect(existsSync(`${directory}.upgraded`)).toBe(false)
    expect(holderOf(directory)).toBeUndefined()
    fresh.remove()
  }, 60_000)

  it('is no reason to take a new directory for an old one', async () => {
    const directory = join(home, 'old')
    mkdirSync(directory)
    writeFileSync(join(directory, 'PG_VERSION'), '17\n')
    mkdirSync(`${directory}.upgraded`)
    await expect(upgradeDirectory(directory, { product: 'test', engineFolder: join(home, 'none') })).rejects.toMatchObject({ code: 'other-engine' })
    expect(holderOf(directory)).toBeUndefined()
  })
})
