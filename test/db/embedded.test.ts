// The store's contract over the embedded database.
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore, type Store } from '../../db/open-store.ts'
import { embeddedDirectory, type EmbeddedDirectory } from '../services/embedded-store.ts'
import { intakeContract } from './contract/intake.ts'
import { listContract } from './contract/lists.ts'
import { migrationContract } from './contract/migrations.ts'
import type { World } from './contract/world.ts'

let home: EmbeddedDirectory
let store: Store

beforeAll(async () => {
  home = await embeddedDirectory()
  store = await openStore({ kind: 'embedded', directory: home.directory })
})
afterAll(async () => {
  await store.close()
  home.remove()
})

/** One process holds the embedded store and has one connection to it. */
const world = (): World => ({ db: store.db, again: () => Promise.resolve({ db: store.db, close: () => Promise.resolve() }) })

describe('the embedded store', () => {
  describe('migrations', () => migrationContract(world))
  describe('intake', () => intakeContract(world))
  describe('a full list', () => listContract(world))
})
