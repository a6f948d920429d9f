// Before the tests: which PostgreSQL and which TimescaleDB the store's contract runs on, which servers feeds read from, told to every test file by environment.
import { alive } from './machine/alive.ts'
import { readKnownUrls } from './machine/cache.ts'
import { findPostgres, startPostgres } from './postgres.ts'

export default async function setup(): Promise<(() => void) | undefined> {
  const { TEST_TIMESCALE_URL, TEST_POSTGRES_URL, TEST_DATABASE_URL } = process.env
  tell(TEST_TIMESCALE_URL ?? (await known('TEST_TIMESCALE_URL')), 'TEST_TIMESCALE_URL')
  tell(process.env['TEST_MQTT_URL'] ?? (await known('TEST_MQTT_URL')), 'TEST_MQTT_URL')
  tell(process.env['TEST_MARIADB_URL'] ?? (await known('TEST_MARIADB_URL')), 'TEST_MARIADB_URL')
  const named = TEST_POSTGRES_URL ?? TEST_DATABASE_URL ?? (await known('TEST_POSTGRES_URL'))
  tell(named, 'TEST_POSTGRES_URL', 'TEST_DATABASE_URL')
  const bin = named === undefined ? findPostgres() : undefined
  if (bin === undefined) return undefined
  const { url, stop } = await startPostgres(bin)
  tell(url, 'TEST_POSTGRES_URL', 'TEST_DATABASE_URL')
  return stop
}

/** A server that `npm run services` brought up and that still answers. */
async function known(variable: string): Promise<string | undefined> {
  const url = readKnownUrls()[variable]
  return url === undefined ? undefined : alive(url).then(() => url, () => undefined)
}

function tell(url: string | undefined, ...variables: readonly string[]): void {
  if (url !== undefined) for (const variable of variables) process.env[variable] = url
}
