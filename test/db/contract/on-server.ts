// The store's contract over one kind of server, in a database made for it.
import { afterAll, beforeAll } from 'vitest'
import { migrate } from '../../../db/migrate.ts'
import { openStore, type Store } from '../../../db/open-store.ts'
import { onServerStore, type ServerStore } from '../../services/server-stores.ts'
import type { ServerDatabase } from '../../services/server-database.ts'
import { storeContract } from './store.ts'

export function contractOnServer(server: ServerStore): void {
  onServerStore(server, (fresh) => {
    let database: ServerDatabase | undefined
    let store: Store | undefined

    const opened = (): { readonly database: ServerDatabase; readonly store: Store } => {
      if (database === undefined || store === undefined) throw new Error('The store is open only while its tests run.')
      return { database, store }
    }

    beforeAll(async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
    })
    afterAll(async () => {
      await store?.close()
      await database?.drop()
    })

    storeContract(() => ({ db: opened().store.db, again: () => openStore({ kind: 'server', url: opened().database.url }) }))
  })
}
