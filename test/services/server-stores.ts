// The server stores that every test of the store runs on; one that is not here is skipped by name, or fails where all are required.
import { describe, it } from 'vitest'
import { serverDatabase, type ServerDatabase } from './server-database.ts'

export interface ServerStore {
  readonly name: string
  readonly variable: string
  readonly extensions: readonly string[]
}

export const POSTGRESQL: ServerStore = { name: 'a PostgreSQL server', variable: 'TEST_POSTGRES_URL', extensions: [] }
export const TIMESCALE: ServerStore = { name: 'a TimescaleDB server', variable: 'TEST_TIMESCALE_URL', extensions: ['timescaledb'] }

/** Describes tests on this store. They call the argument in `beforeAll` for a fresh database, and drop it in `afterAll`. */
export function onServerStore({ name, variable, extensions }: ServerStore, tests: (fresh: () => Promise<ServerDatabase>) => void): void {
  describe(name, () => {
    const url = process.env[variable]
    if (url !== undefined) return tests(() => serverDatabase(url, extensions))
    const absent = `is not here (start it with npm run services -- start, or set ${variable})`
    if (process.env['CTMM_REQUIRE_STORES'] !== '1') return it.skip(absent, () => undefined)
    it('is here', () => {
      throw new Error(`${name} ${absent}; CTMM_REQUIRE_STORES=1 asks for every store`)
    })
  })
}
