// A database of its own on a PostgreSQL server, so that test files do not meet.
import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface ServerDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** `server` names any database of the server, with a role that may create others and the extensions that the new one shall have. */
export async function serverDatabase(server: string, extensions: readonly string[] = []): Promise<ServerDatabase> {
  const name = `ctmm_test_${randomUUID().replaceAll('-', '')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const drop = (): Promise<void> => run(server, `drop database ${name} with (force)`)
  try {
    for (const extension of extensions) await run(url.href, `create extension if not exists ${extension}`)
  } catch (error) {
    await drop()
    throw error
  }
  return { url: url.href, drop }
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
