// Tokens by the command: on the store itself, and through the server that holds it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemNow } from '../../server/clock.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { PUSHED } from '../server/push/push-feeds.ts'
import { CITY } from '../server/small-city.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { ctmm, startServer, type RunningServer } from './command.ts'

let directory: Awaited<ReturnType<typeof newStoreDirectory>>
let server: RunningServer | undefined
const run = (...args: readonly string[]): ReturnType<typeof ctmm> => ctmm(['feed', 'token', ...args], { CTMM_DATA: directory.store })

beforeAll(async () => {
  directory = await newStoreDirectory()
  const workbench = await Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: draft, now: systemNow })
  await workbench.applyCity(CITY, 'city.yaml')
  await workbench.applyFeed(PUSHED['by-token'], 'by-token.feed.yaml')
  await workbench.close()
}, 120_000)
afterAll(async () => {
  await server?.kill('SIGTERM')
  directory.remove()
})

describe('ctmm feed token', () => {
  it('makes a token on the store, which the server then takes, and ends it through the server', async () => {
    const added = await run('add', 'by-token', '--label', '网格系统')
    expect([added.code, added.stdout, added.stderr]).toEqual([0, expect.stringMatching(/^ctmm_[\w-]{43}\n$/), expect.stringContaining('网格系统')])
    server = await startServer({ CTMM_DATA: directory.store })
    const push = async (token: string): Promise<number> => (await fetch(`${server?.url ?? ''}/api/v1/feeds/by-token/samples`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: '[]' })).status
    const [first, second] = [added.stdout.trim(), (await run('add', 'by-token')).stdout.trim()]
    expect([await push(first), await push(second)]).toEqual([200, 200])
    const listed = await run('list', 'by-token')
    expect(listed.stdout).toMatch(/^1 {2}网格系统 {2}made 20.* last used 20/)
    for (const token of [first, second]) expect(listed.stdout).not.toContain(token.slice(5))
    expect(await run('revoke', 'by-token', '1')).toMatchObject({ code: 0 })
    expect([await push(first), await push(second)]).toEqual([401, 200])
    expect(await run('revoke', 'by-token', '1')).toMatchObject({ code: 1, stderr: expect.stringContaining('no token 1') })
  }, 240_000)
})
