import { readdirSync, readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { controlAccess } from '../../server/access.ts'
import { smallCityOfFile } from './small-city.ts'

const open = smallCityOfFile()

describe('who may call', () => {
  it('is this machine, by a name of its own', async () => {
    const city = await open()
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST']) expect((await city.get('/api/v1/city', { host })).status).toBe(200)
    for (const host of ['ctmm.example.org', 'localhost.example.org', '10.0.0.1', '127.0.0.1.example.org', '169.254.169.254']) {
      const answer = await city.get('/api/v1/city', { host })
      expect([host, answer.status, answer.type]).toEqual([host, 403, 'application/problem+json; charset=utf-8'])
      expect(answer.body).toMatchObject({ advice: expect.stringContaining('127.0.0.1') })
    }
  })

  it('is nobody from another machine, whatever it calls itself', async () => {
    const { app } = await open()
    for (const remoteAddress of ['10.0.0.7', '::ffff:10.0.0.7', '1270.0.0.1']) {
      expect((await app.inject({ url: '/api/v1/city', remoteAddress })).statusCode).toBe(403)
    }
    expect((await app.inject({ url: '/api/v1/city', remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200)
  })

  it('is no page of another site that would write', async () => {
    const city = await open()
    const push = (headers: Record<string, string>) => city.post('/api/v1/feeds/events/samples', { samples: [] }, { host: '127.0.0.1:8080', ...headers })
    for (const origin of ['https://example.org', 'null', 'http://127.0.0.1:9090', 'https://127.0.0.1:8080', 'http://localhost:8080']) expect((await push({ origin })).status).toBe(403)
    expect((await push({ origin: 'http://127.0.0.1:8080' })).status).toBe(200)
    expect((await push({})).status).toBe(200)
  })

  it('is said by every route: one that does not say it stops the start', async () => {
    const app = Fastify()
    controlAccess(app)
    app.get('/forgotten', async () => 'x')
    await expect(app.ready()).rejects.toThrow(/GET \/forgotten .*who may call it/)
  })

  it('does not depend on how the path is written', async () => {
    const city = await open()
    for (const path of ['//api/v1/city', '/api//v1/city', '/API/v1/city', '/api/v1/city/', '/api/v1/./city', '/api/v1/city;x', '/api/v1/%2e%2e/city', '/api/v1/city%00']) {
      expect([path, (await city.get(path, { host: 'example.org' })).status]).toEqual([path, expect.toSatisfy((status: number) => status === 403 || status === 404)])
    }
  })
})

describe('what a browser is told', () => {
  it('is to run nothing but our own files and to send nothing elsewhere', async () => {
    const { headers } = await (await open()).get('/api/v1/city')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('the description of the API', () => {
  it('lists every route of the sources with its errors, and no other', async () => {
    const city = await open()
    const { paths } = (await city.get('/api/docs/json')).as<{ paths: Record<string, Record<string, { summary?: string }>> }>()
    const declared = readdirSync(new URL('../../server/routes/', import.meta.url)).flatMap((file) => {
      const source = readFileSync(new URL(`../../server/routes/${file}`, import.meta.url), 'utf8')
      const prefix = file === 'health.ts' ? '' : '/api/v1'
      return file === 'web.ts' ? [] : [...source.matchAll(/app\.(get|post|put|delete|patch)\('([^']+)'/g)].map(([, method, path = '']) => `${method} ${prefix}${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    })
    const listed = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    expect(declared.length).toBeGreaterThan(18)
    expect(listed.toSorted()).toEqual(declared.toSorted())
    for (const methods of Object.values(paths)) for (const { summary } of Object.values(methods)) expect(summary).toMatch(/\S/)
  })

  it('has a page that asks nobody else for anything', async () => {
    const city = await open()
    const page = await city.get('/api/docs/')
    const document = page.status === 200 ? page : await city.get(String(page.headers['location']))
    const parts = [...document.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) {
      expect(part).not.toMatch(/^(https?:)?\/\//)
      expect((await city.get(new URL(part, 'http://localhost/api/docs/').pathname)).status).toBe(200)
    }
    const starter = await city.get('/api/docs/static/swagger-initializer.js')
    expect(starter.text).toContain('validatorUrl: null')
    expect(starter.text.replaceAll(/\/\/ .*/g, '')).not.toMatch(/https?:\/\//)
    expect(document.headers['content-security-policy']).toContain("default-src 'self'")
  })
})
