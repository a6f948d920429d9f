// Real processes that lead, die and come back: the next one leads within two seconds, and nothing is written under an old token.
import { hostname } from 'node:os'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { runs } from '../services/properties.ts'
import { onServerStore, POSTGRESQL } from '../services/server-stores.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { startChild, type Child } from './jobs-children.ts'

const ROUNDS = runs(6)

onServerStore(POSTGRESQL, (fresh) => {
  const children: Child[] = []
  let database: ServerDatabase | undefined
  let store: Store | undefined
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill('SIGKILL')
    await store?.close()
    await database?.drop()
  })

  interface Held {
    readonly token: number
    readonly child: Child
  }

  /** The process that holds the lease with a token above `above`, as soon as there is one. */
  async function leader({ db }: Store, above = 0): Promise<Held> {
    for (;;) {
      const { rows } = await sql<{ holder: string | null; token: number }>`select holder, token from lease where token > ${above}::bigint`.execute(db)
      const held = rows[0]
      const child = children.find(({ pid }) => held?.holder?.startsWith(`${hostname()}/${pid}/`))
      if (held !== undefined && child !== undefined) return { token: held.token, child }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  describe('three processes that could lead', () => {
    it(`the next one leads within two seconds, whether the leader is killed or stopped, and the one that comes back is refused and waits its turn`, async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
      await sql`create table written (id bigint generated always as identity, token bigint not null)`.execute(store.db)
      const { url } = database
      const start = (): Child => {
        const child = startChild('leading-process.ts', [url])
        children.push(child)
        return child
      }
      for (const child of [start(), start(), start()]) await child.said(/^seeks/)

      const took: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const { token, child } = await leader(store)
        await untilWritten(store, token)
        const stops = round % 2 === 1
        const began = performance.now()
        await child.kill(stops ? 'SIGSTOP' : 'SIGKILL')
        const next = await leader(store, token)
        took.push(performance.now() - began)
        expect(next.token).toBe(token + 1)
        await untilWritten(store, next.token)
        if (stops) {
          await child.kill('SIGCONT')
          expect(await child.said(new RegExp(`^(refused|cut off) ${token}$|^follows$`))).toBeDefined()
          await child.said(/^follows$/)
          expect(child.alive()).toBe(true)
        } else {
          children.splice(children.indexOf(child), 1)
          await start().said(/^seeks/)
        }
      }
      expect(Math.max(...took), `takeovers took ${took.map(Math.round).join(', ')} ms`).toBeLessThan(2_000)

      // The one that was stopped last is the only one left: it leads again.
      const returned = children.find(({ lines }) => lines.includes('follows'))
      for (const child of children.filter((one) => one !== returned)) await child.kill('SIGKILL')
      const { token } = await leader(store)
      const last = await leaderNamed(store, returned)
      expect(last).toBeGreaterThanOrEqual(token)
      await untilWritten(store, last)

      const { rows } = await sql<{ disorder: number; tokens: number; most: number }>`
        select count(*) filter (where token < before)::integer as disorder, count(distinct token)::integer as tokens, max(token)::integer as most
        from (select token, max(token) over (order by id rows between unbounded preceding and 1 preceding) as before from written) as row`.execute(store.db)
      expect(rows[0]).toEqual({ disorder: 0, tokens: last, most: last })
    }, 90_000)
  })

  async function leaderNamed(of: Store, child: Child | undefined): Promise<number> {
    for (let above = 0; ; ) {
      const held = await leader(of, above)
      if (held.child === child) return held.token
      above = held.token
    }
  }

  async function untilWritten({ db }: Store, token: number): Promise<void> {
    for (;;) {
      const { rows } = await sql`select 1 from written where token = ${token}::bigint limit 1`.execute(db)
      if (rows.length > 0) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
})
