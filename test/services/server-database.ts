// A database of its own on a PostgreSQL server, so that test files do not meet.
import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface ServerDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** `server` names any database of the server, with a role that may create others. */
export async function serverDatabase(server: string): Promise<ServerDatabase> {
  const name = `ctmm_test_${randomUUID().replaceAll('-', '')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(server, `drop database ${name} with (force)`) }
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
