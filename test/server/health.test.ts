import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../db/migrate.ts'
import { answerProblems } from '../../server/problem.ts'
import { events, smallCityOfTest } from './small-city.ts'

const newCity = smallCityOfTest()

describe('an operator', () => {
  it('sees that the process answers, that the store is ready, and what every feed has brought', async () => {
    const city = await newCity()
    expect((await city.get('/healthz')).body).toEqual({ status: 'ok' })
    expect((await city.get('/readyz')).body).toEqual({
      status: 'ready', store: 'embedded', database: expect.stringMatching(/^PostgreSQL \d/), model: 'CTMM-2026-报批稿', city: true,
      capabilities: { engine: 'embedded', server: { number: expect.any(Number), text: expect.stringMatching(/^\d+\.\d+$/) }, timescale: null, canWrite: true, synchronous: false },
      schema: { applied: Object.keys(migrations), pending: [] },
      audit: { checkedAt: null, open: 0, rebuilding: false },
      warnings: [],
    })

    await city.push('events', [...events('E', { count: 3, online: 1 }), ...events('E', { count: 1, online: 1 }), { id: 'bad' }])
    await city.settled()
    const { type, text } = await city.get('/metrics')
    expect(type).toMatch(/^text\/plain/)
    expect(text.split('\n').filter((line) => line.startsWith('ctmm_feed_samples{feed="events"'))).toEqual([
      'ctmm_feed_samples{feed="events",outcome="received"} 5', 'ctmm_feed_samples{feed="events",outcome="stored"} 3',
      'ctmm_feed_samples{feed="events",outcome="duplicate"} 1', 'ctmm_feed_samples{feed="events",outcome="rejected"} 1',
    ])
    expect(text).toMatch(/ctmm_assess_look_seconds_count [1-9]/)
    expect(text).toMatch(/ctmm_live_viewers 0/)
    expect(text).toContain(`ctmm_feed_covered_until_seconds{feed="events"} ${city.clock.now / 1000}`)
  })

  it('is told that the store is gone while the process goes on answering', async () => {
    const city = await newCity({ ownStore: true })
    await city.workbench.store.close()
    expect((await city.get('/healthz')).status).toBe(200)
    const ready = await city.get('/readyz')
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '5'])
    expect(ready.body).toMatchObject({ detail: expect.stringContaining('store'), advice: expect.stringMatching(/\S/) })
  })
})

describe('a source whose samples meet a database that is down', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53100', '53300'])('is asked to come again (%s), so that it keeps them', async (code) => {
    const app = Fastify()
    answerProblems(app)
    app.get('/', async () => Promise.reject(Object.assign(new Error('password=secret'), { code })))
    const response = await app.inject('/')
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5'])
    expect(response.json()).toMatchObject({ detail: expect.stringContaining('database'), advice: expect.stringMatching(/again/) })
    expect(response.body).not.toContain('secret')
  })

  it('is told no secrets by an error of ours', async () => {
    const app = Fastify()
    answerProblems(app)
    app.get('/', async () => Promise.reject(new Error('password=secret')))
    const response = await app.inject('/')
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toContain('secret')
  })
})
