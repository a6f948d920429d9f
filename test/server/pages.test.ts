// The built pages on the line: compressed for a browser that takes them so, as they are for everybody else.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webRoutes } from '../../server/routes/web.ts'
import { compressed } from '../../web/compressed.ts'

describe('the built pages', () => {
  let home: string
  let app: FastifyInstance
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'ctmm-pages-'))
    writeFileSync(join(home, 'index.html'), `<!doctype html><title>城市</title><p>${'等级'.repeat(2_000)}</p><script type="module" src="/page.ts"></script>`)
    writeFileSync(join(home, 'page.ts'), 'document.title = "1"')
    await build({ root: home, configFile: false, logLevel: 'silent', plugins: [compressed()], build: { outDir: join(home, 'dist') } })
    app = fastify()
    await app.register(webRoutes, { pages: join(home, 'dist') })
  })
  afterAll(async () => {
    await app.close()
    rmSync(home, { recursive: true, force: true })
  })

  it.each(['/', '/index.html', '/items/C28'])('go compressed to a browser that takes gzip: %s', async (url) => {
    const plain = await app.inject({ url })
    const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } })
    expect([plain.statusCode, plain.headers['content-encoding']]).toEqual([200, undefined])
    expect([small.statusCode, small.headers['content-encoding'], small.headers['content-type']]).toEqual([200, 'gzip', plain.headers['content-type']])
    expect(gunzipSync(small.rawPayload).toString()).toBe(plain.payload)
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
  })
  it('tell a cache in between that the two differ', async () => {
    for (const headers of [{}, { 'accept-encoding': 'gzip' }]) expect((await app.inject({ url: '/', headers })).headers['vary']).toBe('accept-encoding')
  })
  it('go as they are where compressing is not worth it', async () => {
    const script = /src="([^"]+)"/.exec(readFileSync(join(home, 'dist/index.html'), 'utf8'))?.[1] ?? ''
    const answer = await app.inject({ url: script, headers: { 'accept-encoding': 'gzip' } })
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, undefined])
    expect(answer.payload).toContain('title')
  })
})
