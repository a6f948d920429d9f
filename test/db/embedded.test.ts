// The store's contract over the embedded database.
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore, type Store } from '../../db/open-store.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { storeContract } from './contract/store.ts'
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

describe('the embedded store', () => storeContract(world))
