// `ctmm start --role` several times beside one PostgreSQL server: what one takes in, another records and a third one shows.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Snapshot, Update } from '../../server/schemas/snapshot.ts'
import { ctmm, startServer, type RunningServer } from '../cli/command.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL } from '../services/server-stores.ts'
import { CITY, FEEDS, local, MINUTE } from './small-city.ts'
import { watch } from './sse.ts'

/** Events of the last minutes by the real clock, the first `online` of them closed online. */
const events = (prefix: string, count: number, online: number): readonly object[] => Array.from({ length: count }, (_, index) => {
  const filed = Date.now() - (index + 2) * MINUTE
  return { id: `${prefix}${index}`, street: '东一街', filed: local(filed), closed: index < online ? local(filed + 30_000) : null, online: index < online ? '是' : '否', updated: local(filed + 30_000) }
})

onServerStore(POSTGRESQL, (fresh) => {
  let database: ServerDatabase
  let files: string | undefined
  let ingest: RunningServer
  let server: RunningServer
  let assess: RunningServer
  let spare: RunningServer

  beforeAll(async () => {
    database = await fresh()
    files = mkdtempSync(join(tmpdir(), 'ctmm-files-'))
    writeFileSync(join(files, 'city.yaml'), CITY)
    writeFileSync(join(files, 'events.feed.yaml'), FEEDS.events)
    const environment = { DATABASE_URL: database.url }
    ;[ingest, server] = await Promise.all([startServer(environment, ['--role', 'ingest']), startServer({ ...environment, CTMM_ROLE: 'server' })])
    ;[assess, spare] = await Promise.all([startServer(environment, ['--role=assess']), startServer(environment, ['--role', 'assess', '--role', 'ingest,server'])])
  }, 120_000)
  afterAll(async () => {
    for (const one of [ingest, server, assess, spare]) await one?.kill('SIGKILL')
    if (files !== undefined) rmSync(files, { recursive: true })
    await database?.drop()
  })

  const get = async ({ url }: RunningServer, path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> => {
    const response = await fetch(`${url}${path}`)
    const text = await response.text()
    return { status: response.status, body: response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : { text } }
  }
  const push = (one: RunningServer, samples: readonly object[]): Promise<Response> =>
    fetch(`${one.url}/api/v1/feeds/events/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ samples }) })
  const metric = async (one: RunningServer, name: string): Promise<string | undefined> =>
    new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (.*)$`, 'm').exec(String((await get(one, '/metrics')).body['text']))?.[1]
  const ask = async <T extends pg.QueryResultRow>(text: string): Promise<readonly T[]> => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query<T>(text)
    await client.end()
    return rows
  }
  const eventValue = (values: Snapshot['values'] | undefined) => values?.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)

  describe('processes with roles', () => {
    it('that were started before there was a city answer for it once a command has applied it', async () => {
      expect((await get(server, '/api/v1/city')).body).toMatchObject({ configured: false })
      expect((await push(ingest, [])).status).toBe(503)
      const environment = { DATABASE_URL: database.url }
      expect(await ctmm(['city', 'apply', join(files ?? '', 'city.yaml')], environment)).toMatchObject({ code: 0 })
      expect(await ctmm(['feed', 'apply', join(files ?? '', 'events.feed.yaml')], environment)).toMatchObject({ code: 0 })
      await vi.waitFor(async () => expect((await get(server, '/api/v1/city')).body).toMatchObject({ configured: true, root: '990900' }), 30_000)
      await vi.waitFor(async () => expect((await push(ingest, events('A', 10, 7))).status).toBe(200), 30_000)
    })

    it('show in one what another has taken in, within two seconds, and a third one records it once', async () => {
      const viewer = await watch(`${server.url}/api/v1/live`)
      expect((await viewer.next()).event).toBe('snapshot')
      const began = performance.now()
      expect((await push(ingest, events('B', 10, 10))).status).toBe(200)
      const update = await viewer.until(({ data }) => (eventValue((data as Update).values)?.denominator ?? 0) >= 20)
      expect(performance.now() - began).toBeLessThan(2_000)
      expect(eventValue((update.data as Update).values)).toMatchObject({ numerator: 17, denominator: 20 })
      viewer.leave()
      await vi.waitFor(async () => {
        const rows = await ask<{ proven: number; records: number }>(`select proven, count(*)::integer as records from standing where item = 'C28' and cause = 'change' and proven is not null group by proven`)
        expect(rows).toEqual(expect.arrayContaining([{ proven: 3, records: 1 }]))
        expect(rows.every(({ records }) => records === 1)).toBe(true)
      }, 30_000)
    })

    it('say who serves what they do not serve, and all answer for their health', async () => {
      for (const [one, path, role] of [[ingest, '/api/v1/standings', 'server'], [ingest, '/api/v1/live', 'server'], [assess, '/', 'server'], [assess, '/items/C28', 'server']] as const) {
        const { status, body } = await get(one, path)
        expect([status, body]).toMatchObject([503, { title: 'Service Unavailable', detail: expect.stringContaining(`role ${role}`), advice: expect.stringContaining(`--role ${role}`) }])
      }
      const refused = await push(server, events('C', 1, 1))
      expect([refused.status, refused.headers.get('content-type')]).toEqual([503, expect.stringContaining('application/problem+json')])
      expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('role ingest') })
      for (const one of [ingest, server, assess, spare]) expect([(await get(one, '/healthz')).status, (await get(one, '/readyz')).status]).toEqual([200, 200])
      expect([await metric(ingest, 'ctmm_role{role="ingest"}'), await metric(ingest, 'ctmm_role{role="server"}')]).toEqual(['1', undefined])
      expect((await get(ingest, '/api/v1/nothing')).status).toBe(404)
    })

    it('hand the lead on at once when the leader is asked to stop, and within two seconds when it dies', async () => {
      const leads = async (one: RunningServer): Promise<boolean> => (await metric(one, 'ctmm_leader')) === '1'
      expect([await leads(ingest), await leads(server)]).toEqual([false, false])
      const [leader, other] = (await leads(assess)) ? [assess, spare] : [spare, assess]
      expect(await leads(other)).toBe(false)
      await leader.kill('SIGTERM')
      await vi.waitFor(async () => expect(await leads(other)).toBe(true), { timeout: 1_000, interval: 20 })
      const third = await startServer({ DATABASE_URL: database.url }, ['--role', 'assess'])
      await push(other === spare ? spare : ingest, events('D', 1, 0))
      void other.kill('SIGKILL')
      const began = performance.now()
      await vi.waitFor(async () => expect(await leads(third)).toBe(true), { timeout: 2_000, interval: 20 })
      expect(performance.now() - began).toBeLessThan(2_000)
      await push(ingest, events('E', 100, 0))
      await vi.waitFor(async () => expect(await ask(`select 1 from standing where item = 'C28' and proven = 0`)).toHaveLength(1), 10_000)
      await third.kill('SIGKILL')
    })
  })
})

describe('the embedded store', () => {
  it('has one process with every role, and says so to whoever asks for fewer', async () => {
    const settings = { CTMM_DATA: join(tmpdir(), 'ctmm-no-store') }
    for (const answer of [await ctmm(['start', '--role', 'ingest'], settings), await ctmm(['start'], { ...settings, CTMM_ROLE: 'server,assess' }), await ctmm(['start', '--demo', '--role', 'server'], settings)]) {
      expect(answer).toMatchObject({ code: 1, stderr: expect.stringMatching(/one process only.*DATABASE_URL/) })
    }
  })

  it('and a role that is none are told apart', async () => {
    expect(await ctmm(['start', '--role', 'leader'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/--role leader: use ingest, assess, server/) })
    expect(await ctmm(['start'], { CTMM_ROLE: 'leader' })).toMatchObject({ code: 1, stderr: expect.stringMatching(/CTMM_ROLE="leader" is not allowed/) })
  })
})
