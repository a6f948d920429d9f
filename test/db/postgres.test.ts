// The store's contract over a PostgreSQL server.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { serverDatabase, type ServerDatabase } from '../services/server-database.ts'
import { intakeContract } from './contract/intake.ts'
import { intakeServiceContract } from './contract/intake-service.ts'
import { listContract } from './contract/lists.ts'
import { lookContract } from './contract/looks.ts'
import { migrationContract } from './contract/migrations.ts'
import { readingContract } from './contract/reading.ts'
import { recountContract } from './contract/recount.ts'
import { totalsContract } from './contract/totals.ts'
import type { World } from './contract/world.ts'

const url = process.env['TEST_DATABASE_URL']

if (url === undefined) {
  describe('a PostgreSQL server', () => {
    it.skip('keeps the contract of the store (TEST_DATABASE_URL is not set and no PostgreSQL >= 15 is installed)', () => undefined)
  })
} else {
  let database: ServerDatabase
  let store: Store

  beforeAll(async () => {
    database = await serverDatabase(url)
    store = await openStore({ kind: 'server', url: database.url })
    await migrate(store.db)
  })
  afterAll(async () => {
    await store.close()
    await database.drop()
  })

  const world = (): World => ({ db: store.db, again: () => openStore({ kind: 'server', url: database.url }) })

  describe('a PostgreSQL server', () => {
    describe('migrations', () => migrationContract(world))
    describe('reading', () => readingContract(world))
    describe('intake', () => intakeContract(world))
    describe('deliveries at once', () => intakeServiceContract(world))
    describe('a full list', () => listContract(world))
    describe('totals', () => totalsContract(world))
    describe('totals that move on', () => lookContract(world))
    describe('a recount', () => recountContract(world))
  })
}
