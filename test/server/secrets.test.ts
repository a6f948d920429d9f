// Forty canaries: secrets that are kept, used and refused in every way, and then looked for in everything that leaves the process.
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backupLines } from '../../db/backup/take-backup.ts'
import { drawSecretKey, keyText } from '../../ingest/secrets/secret-key.ts'
import { buildApp } from '../../server/app.ts'
import { readSettings } from '../../server/settings.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, FEEDS, NOON } from './small-city.ts'
import { newStoreDirectory } from './store-template.ts'

const CANARIES: readonly string[] = Array.from({ length: 40 }, (_, index) => `canary-${String(index).padStart(2, '0')}-${'qx7'.repeat(4)}-密"\\钥`)
/** What every form of a canary has in it. */
const MARK = 'qx7qx7qx7'

let home: Awaited<ReturnType<typeof newStoreDirectory>>
let workbench: Workbench
let app: FastifyInstance
let seen = ''

beforeAll(async () => {
  home = await newStoreDirectory()
  workbench = await Workbench.open({ location: { kind: 'embedded', directory: home.store }, purpose: 'city', model: draft, now: () => NOON })
  await workbench.applyCity(CITY, 'city.yaml')
  await workbench.applyFeeds(Object.entries(FEEDS).map(([id, text]) => ({ text, fileName: `${id}.feed.yaml` })))
  app = await buildApp({ services: { workbench, assessor: undefined }, logger: { level: 'trace', stream: { write: (line: string) => void (seen += line) } } })
})
afterAll(async () => {
  await app.close()
  await workbench.close()
  home.remove()
})

async function ask(request: InjectOptions): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await app.inject(request)
  seen += `${JSON.stringify(response.headers)}${response.body}`
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
}
const put = (name: string, payload: string | object) => ask({ method: 'PUT', url: `/api/v1/secrets/${name}`, payload, headers: { 'content-type': 'application/json' } })
const canary = (index: number): string => CANARIES[index] ?? ''

describe('forty canary secrets', () => {
  it('are kept and listed by name, with the feeds that use them', async () => {
    for (let index = 0; index < 20; index++) expect((await put(`canary-${index}`, { value: canary(index) })).status).toBe(200)
    const { status, body } = await ask({ url: '/api/v1/secrets' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ missing: [], secrets: expect.arrayContaining([{ name: 'canary-7', changedAt: expect.stringMatching(/\+08:00$/), feeds: [], keyId: expect.stringMatching(/^[0-9a-f]{10}$/), problem: null }]) })
    expect(workbench.secrets.get('canary-7')).toBe(canary(7))
  })

  it('are refused in every way in which a request can be wrong', async () => {
    expect((await put('Not-A-Name', { value: canary(20) })).status).toBe(422)
    expect((await put('half', `{"value": "${MARK}`)).status).toBe(400)
    expect((await put('half', `${MARK} no JSON`)).status).toBe(400)
    expect((await put('more', { value: canary(21), and: canary(22) })).status).toBe(400)
    expect((await put('number', { value: [canary(23)] })).status).toBe(400)
    expect((await put('long', { value: canary(24).repeat(4_000) })).status).toBe(400)
    expect((await put('huge', { value: canary(25).repeat(60_000) })).status).toBe(413)
    expect((await ask({ method: 'PUT', url: '/api/v1/secrets/text', payload: canary(26), headers: { 'content-type': 'text/plain' } })).status).toBe(400)
    expect((await ask({ method: 'POST', url: '/api/v1/secrets/canary-1', payload: { value: canary(27) } })).status).toBe(404)
  })

  it('say nothing when the store is gone, the key is another one or what is kept was changed', async () => {
    const { db } = workbench.store
    await db.updateTable('secret').set({ sealed: 'v1.AAAA' }).where('name', '=', 'canary-0').execute()
    await db.updateTable('secret').set({ key_id: 'another' }).where('name', '=', 'canary-1').execute()
    const { body } = await ask({ url: '/api/v1/secrets' })
    expect(body).toMatchObject({ secrets: expect.arrayContaining([expect.objectContaining({ name: 'canary-0', problem: { zh: expect.stringMatching(/./), en: expect.stringMatching(/changed/) } })]) })
    expect((await put('canary-2', { value: canary(28) })).status).toBe(409)
    expect((await ask({ method: 'DELETE', url: '/api/v1/secrets/canary-0' })).status).toBe(200)
    expect((await ask({ method: 'DELETE', url: '/api/v1/secrets/canary-1' })).status).toBe(200)
    expect((await ask({ method: 'DELETE', url: '/api/v1/secrets/canary-1' })).status).toBe(404)
    expect((await put('canary-0', { value: canary(29) })).status).toBe(200)

    const broken = await newStoreDirectory()
    const gone = await Workbench.open({ location: { kind: 'embedded', directory: broken.store }, purpose: 'city', model: draft, now: () => NOON })
    const apart = await buildApp({ services: { workbench: gone, assessor: undefined }, logger: { level: 'trace', stream: { write: (line: string) => void (seen += line) } } })
    await gone.close()
    const response = await apart.inject({ method: 'PUT', url: '/api/v1/secrets/gone', payload: { value: canary(30) } })
    seen += response.body
    expect(response.statusCode).toBeGreaterThanOrEqual(500)
    await apart.close()
    broken.remove()
  })

  it('are taken out of what others write about them', () => {
    const told = [2, 3, 4, 5].map((index) => workbench.secrets.redact(`connection to x failed: ${canary(index)} / ${encodeURIComponent(canary(index))} / ${JSON.stringify({ password: canary(index) })}`))
    seen += told.join('\n')
    expect(told[0]).toBe('connection to x failed: ••• / ••• / {"password":"•••"}')
  })

  it('given as keys are refused without being told', () => {
    for (const value of [canary(31), Buffer.from(canary(32)).toString('base64'), Buffer.from(canary(33)).toString('hex')]) {
      try {
        readSettings({ CTMM_SECRET_KEY: value })
        expect.unreachable()
      } catch (error) {
        const message = String(error)
        expect(message).toMatch(/CTMM_SECRET_KEY .*urandom/)
        expect(message).not.toContain(value)
        seen += message
      }
    }
    expect(readSettings({ CTMM_SECRET_KEY: keyText(drawSecretKey()) }).CTMM_SECRET_KEY).toMatch(/./)
  })

  it('leave no trace in logs, answers, exports, the store on disk, its backup and the pages', async () => {
    for (const url of ['/api/v1/feeds', '/api/v1/city', '/api/v1/dead-letters', '/api/docs/json', '/readyz', '/metrics', '/api/v1/secrets']) seen += (await app.inject({ url })).body
    expect(seen.length).toBeGreaterThan(10_000)
    expect(seen).not.toContain(MARK)
    let backup = ''
    for await (const line of backupLines(workbench.store.db, { product: 'test' })) backup += line
    expect(backup).toContain('canary-7')
    expect(backup).not.toContain(MARK)
    const files = (folder: string): readonly Buffer[] => existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))) : []
    for (const content of [...files(home.store), ...files(fileURLToPath(new URL('../../web/dist', import.meta.url)))]) expect(content.includes(MARK)).toBe(false)
  })
})
