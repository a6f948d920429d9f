import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { holderOf, StoreLockedError } from '../../db/embedded/directory-lock.ts'
import { embeddedStoreExists, openStore } from '../../db/open-store.ts'
import { newStoreDirectory } from '../server/store-template.ts'

it('an embedded store is held by one at a time, and what was committed is there for the next', async () => {
  const home = await newStoreDirectory()
  const location = { kind: 'embedded', directory: home.store } as const
  expect(embeddedStoreExists(home.store)).toBe(true)
  const first = await openStore(location)
  first.announce('http://127.0.0.1:8080')
  await expect(openStore(location)).rejects.toThrow(StoreLockedError)
  await expect(openStore(location)).rejects.toThrow(new RegExp(`process ${process.pid} \\(http://127.0.0.1:8080\\)`))
  await first.db.insertInto('city_file').values({ digest: 'd', text: 't' }).execute()
  await first.close()
  await first.close()
  await expect(sql`select 1`.execute(first.db)).rejects.toThrow()

  const second = await openStore(location)
  await first.close()
  expect(holderOf(home.store)?.pid).toBe(process.pid)
  expect(await second.db.selectFrom('city_file').select('digest').execute()).toEqual([{ digest: 'd' }])
  await second.close()
  expect(holderOf(home.store)).toBeUndefined()
  home.remove()
})

it('a transaction that fails is rolled back, and the store goes on', async () => {
  const home = await newStoreDirectory()
  const store = await openStore({ kind: 'embedded', directory: home.store })
  await expect(store.db.transaction().execute(async (transaction) => {
    await transaction.insertInto('city_file').values({ digest: 'd', text: 't' }).execute()
    await sql`select 1 / 0`.execute(transaction)
  })).rejects.toThrow(/division by zero/)
  const both = await Promise.all([store.db.selectFrom('city_file').selectAll().execute(), store.db.insertInto('city_file').values({ digest: 'e', text: 't' }).returning('digest').execute()])
  expect(both).toEqual([[], [{ digest: 'e' }]])
  await store.close()
  home.remove()
})

it('a directory that holds something else is refused, left as it was and not kept locked', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ctmm-other-'))
  const directory = join(home, 'data')
  mkdirSync(directory)
  writeFileSync(join(directory, 'PG_VERSION'), 'not a database')
  await expect(openStore({ kind: 'embedded', directory })).rejects.toThrow()
  expect(readdirSync(home)).toEqual(['data'])
  expect(holderOf(directory)).toBeUndefined()
  rmSync(home, { recursive: true, force: true })
})
