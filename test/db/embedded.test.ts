// The store's contract over the embedded database.
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore, type Store } from '../../db/open-store.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { intakeContract } from './contract/intake.ts'
import { intakeServiceContract } from './contract/intake-service.ts'
import { listContract } from './contract/lists.ts'
import { lookContract } from './contract/looks.ts'
import { migrationContract } from './contract/migrations.ts'
import { readingContract } from './contract/reading.ts'
import { recountContract } from './contract/recount.ts'
import { totalsContract } from './contract/totals.ts'
import type { World } from './contract/world.ts'

let home: Awaited<ReturnType<typeof newStoreDirectory>>
let store: Store

beforeAll(async () => {
  home = await newStoreDirectory()
  store = await openStore({ kind: 'embedded', directory: home.store })
})
afterAll(async () => {
  await store.close()
  home.remove()
})

/** One process holds the embedded store and has one connection to it. */
const world = (): World => ({ db: store.db, again: () => Promise.resolve({ db: store.db, close: () => Promise.resolve() }) })

describe('the embedded store', () => {
  describe('migrations', () => migrationContract(world))
  describe('reading', () => readingContract(world))
  describe('intake', () => intakeContract(world))
  describe('deliveries at once', () => intakeServiceContract(world))
  describe('a full list', () => listContract(world))
  describe('totals', () => totalsContract(world))
  describe('totals that move on', () => lookContract(world))
  describe('a recount', () => recountContract(world))
})
