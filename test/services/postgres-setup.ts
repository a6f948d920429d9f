// Before the tests: a PostgreSQL server for the store's contract, unless TEST_DATABASE_URL already names one or none is installed.
import { findPostgres, startPostgres } from './postgres.ts'

export default async function setup(): Promise<(() => void) | undefined> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return undefined
  const bin = findPostgres()
  if (bin === undefined) return undefined
  const { url, stop } = await startPostgres(bin)
  process.env['TEST_DATABASE_URL'] = url
  return () => {
    delete process.env['TEST_DATABASE_URL']
    stop()
  }
}
