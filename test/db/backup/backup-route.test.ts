// A backup through the server that holds the store: for this machine's own commands, one at a time, and nobody waits for a reader that has gone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeBackupFile } from '../../../db/backup/backup-file.ts'
import { buildApp } from '../../../server/app.ts'
import { Workbench } from '../../../server/workbench.ts'
import { draft } from '../../rules/draft-model.ts'
import { NOON } from '../../server/small-city.ts'
import { newStoreDirectory } from '../../server/store-template.ts'

const directory = mkdtempSync(join(tmpdir(), 'ctmm-backup-route-'))
let home: Awaited<ReturnType<typeof newStoreDirectory>>
let workbench: Workbench
let app: Awaited<ReturnType<typeof buildApp>>
let url: string

beforeAll(async () => {
  home = await newStoreDirectory()
  workbench = await Workbench.open({ location: { kind: 'embedded', directory: home.store }, purpose: 'city', model: draft, now: () => NOON })
  // More than fits all the buffers between the store and a reader that does not read.
  await sql`insert into identity (source, kind, key) select 's', 'case', n || md5(n::text) || md5((n + 1)::text) || sha256(n::text::bytea)::text from generate_series(1, 150000) as n`.execute(workbench.store.db)
  app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  url = await app.listen({ port: 0, host: '127.0.0.1' })
}, 120_000)
afterAll(async () => {
  await app.close()
  await workbench.close()
  home.remove()
  rmSync(directory, { recursive: true, force: true })
})

const ask = (headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> => fetch(`${url}/api/v1/backup`, { method: 'POST', headers, ...(signal === undefined ? {} : { signal }) })

it('is not for pages of other sites, nor for a plain link', async () => {
  expect((await ask({ origin: 'http://127.0.0.1:9' })).status).toBe(403)
  expect((await fetch(`${url}/api/v1/backup`)).status).toBe(404)
})

it('is whole, of the type it says, and taken one at a time', { timeout: 120_000 }, async () => {
  const first = await ask()
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/zstd'])
  const second = await ask()
  expect([second.status, await second.json()]).toMatchObject([409, { advice: expect.stringContaining('Wait') }])
  const summary = await writeBackupFile(join(directory, 'whole'), Readable.fromWeb(first.body ?? expect.unreachable()))
  expect(summary?.tables).toEqual(expect.arrayContaining([{ table: 'identity', rows: 150_000 }]))
})

it('ends when its reader goes away, and the store answers again', { timeout: 120_000 }, async () => {
  const gone = new AbortController()
  const answer = await ask({}, gone.signal)
  const reader = answer.body?.getReader()
  await reader?.read()
  gone.abort()
  expect(await sql`select 1 as one`.execute(workbench.store.db)).toMatchObject({ rows: [{ one: 1 }] })
  await expect.poll(async () => {
    const again = await ask()
    await again.body?.cancel()
    return again.status
  }, { timeout: 30_000 }).toBe(200)
})
