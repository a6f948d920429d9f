// What people ask over the API, in a process that does not read feeds itself: the store carries it to the one that does.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../../server/app.ts'
import { part, feedText, runnerStage, type Stage } from './runner-stage.ts'

const stageOf = runnerStage()
const MINUTE = 60_000
let stage: Stage
let app: FastifyInstance | undefined

beforeEach(async () => {
  stage = await stageOf()
  app ??= await buildApp({ services: { workbench: stage.workbench, assessor: undefined, roles: new Set(['server']) }, logger: false })
  await stage.workbench.applyFeed(feedText('one', ''), 'one.feed.yaml')
  await stage.workbench.applyFeed(feedText('two').replace(/adapter: .*\n/, 'adapter: {kind: http-push}\n').replace(/schedule: .*\n/, ''), 'two.feed.yaml')
})
afterAll(async () => app?.close())

async function ask(method: 'GET' | 'POST', url: string, payload?: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await app?.inject({ method, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }) })
  return { status: response?.statusCode ?? 0, body: response?.json() ?? {} }
}

describe('over the API', () => {
  it('a reading is asked for once, watched, and found in the list', async () => {
    stage.play('one', async function* () {
      yield part(['E1', 'E2'], 1)
    })
    const { body: { run } } = await ask('POST', '/feeds/one/run')
    expect((await ask('POST', '/feeds/one/run')).body).toEqual({ run })
    expect((await ask('GET', `/runs/${String(run)}`)).body).toMatchObject({ state: 'waiting', feed: 'one', trigger: 'asked', endedAt: null, backFill: null, problem: null })
    stage.start()
    await stage.moveUntil(async () => (await ask('GET', `/runs/${String(run)}`)).body['state'] === 'done', MINUTE)
    const { body } = await ask('GET', '/feeds/one/runs')
    expect(body).toMatchObject({ runs: [{ id: run, received: 2, stored: 2, coveredUntil: '2026-03-10T10:01:00+08:00', beganAt: expect.stringMatching(/\+08:00$/) }] })
    expect((await ask('POST', `/runs/${String(run)}/cancel`)).status).toBe(409)
  })

  it('a pause says why and a resumption ends it', async () => {
    expect((await ask('POST', '/feeds/one/pause', { because: '系统升级' })).body).toMatchObject({ feed: 'one', pausedBecause: '系统升级', pausedAt: expect.any(String) })
    expect((await ask('POST', '/feeds/one/resume')).body).toEqual({ feed: 'one', pausedAt: null, pausedBecause: null })
    expect((await ask('POST', '/feeds/one/pause', { because: '' })).status).toBe(400)
  })

  it.each([
    ['GET', '/feeds/none/runs', undefined, 404],
    ['GET', '/runs/4711', undefined, 404],
    ['POST', '/runs/4711/cancel', undefined, 404],
    ['POST', '/feeds/none/run', undefined, 404],
    ['POST', '/feeds/two/run', undefined, 422],
    ['POST', '/feeds/one/backfill', { from: '2026-01-01', to: '2026-02-01' }, 422],
    ['POST', '/feeds/one/backfill', { from: 'yesterday', to: '2026-02-01' }, 400],
    ['POST', '/feeds/two/reconcile', {}, 422],
    ['POST', '/feeds/none/pause', { because: 'x' }, 404],
  ] as const)('%s %s is refused with what to do', async (method, url, payload, status) => {
    const answer = await ask(method, url, payload)
    expect([answer.status, answer.body['advice']]).toEqual([status, expect.stringMatching(/\S/)])
  })
})
