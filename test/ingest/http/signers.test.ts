// Signatures, checked by the server as the gateways of cities check them.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { clientOf, CLOCK, failureIn, get } from './client-of.ts'
import { json, sourceServer, type Answering, type Asked } from './source-server.ts'

const secrets = { key: 'the-key-of-the-platform', token: 'tif-token', password: 'päss:wörd', client: 'client secret/+' }
const guarded = (check: (asked: Asked) => boolean): Answering => (asked, response) => json(response, check(asked) ? ['in'] : { msg: 'out' }, { status: check(asked) ? 200 : 401 })

describe('a request is signed', () => {
  it.each<readonly [string, string, (asked: Asked) => boolean]>([
    ['with nothing', '{kind: none}', ({ headers }) => headers.authorization === undefined],
    ['with user and password', '{kind: basic, user: 市局, password: {secret: password}}', ({ headers }) => Buffer.from(String(headers.authorization).slice(6), 'base64').toString('utf8') === '市局:päss:wörd'],
    ['with a bearer token', '{kind: bearer, token: {secret: token}}', ({ headers }) => headers.authorization === 'Bearer tif-token'],
    ['with a key in a header', '{kind: header, name: X-Api-Key, value: {secret: key}}', ({ headers }) => headers['x-api-key'] === secrets.key],
    ['as the national exchange wants it', '{kind: national-exchange, requester: R-01, service: S-77, key: {secret: key}}', ({ headers }) => {
      const [rid, sid, time] = [headers['gjgxjhpt_rid'], headers['gjgxjhpt_sid'], headers['gjgxjhpt_rtime']]
      return rid === 'R-01' && sid === 'S-77' && time === String(CLOCK) && headers['gjgxjhpt_sign'] === createHmac('sha256', secrets.key).update(`${sid}${rid}${time}`).digest('base64')
    }],
    ['as a TIF gateway wants it', '{kind: tif, paasId: city-app, token: {secret: token}}', ({ headers }) => {
      const [time, nonce] = [headers['x-tif-timestamp'], headers['x-tif-nonce']]
      return headers['x-tif-paasid'] === 'city-app' && time === String(CLOCK / 1000) && headers['x-tif-signature'] === createHash('sha256').update(`${String(time)}tif-token${String(nonce)}${String(time)}`).digest('hex')
    }],
  ])('%s', async (_name, auth, check) => {
    const source = await sourceServer(guarded(check))
    await expect(clientOf(source.origin, `{auth: ${auth}}`, { secrets }).ask(get(source.origin))).resolves.toMatchObject({ status: 200 })
    const wrong = { key: 'another key', token: 'another token', password: 'another', client: '' }
    if (!auth.includes('none')) expect((await failureIn(clientOf(source.origin, `{auth: ${auth}}`, { secrets: wrong }).ask(get(source.origin)))).failure).toBe('refused')
  })

  it('of known parts as everybody else computes it', async () => {
    const source = await sourceServer((_a, response) => json(response, []))
    await clientOf(source.origin, '{auth: {kind: national-exchange, requester: rid, service: sid, key: {secret: k}}}', { secrets: { k: 'secret' }, clock: { now: 1_700_000_000_000 } }).ask(get(source.origin))
    // printf %s sidrid1700000000000 | openssl dgst -sha256 -hmac secret -binary | base64
    expect(source.asked[0]?.headers['gjgxjhpt_sign']).toBe('2/e8nyOQto/LdaZOMqek0PU6fZpjBXR8i3cj3oZ3a1Q=')
  })

  it('anew for every attempt, with the time and the word of that attempt', async () => {
    const clock = { now: CLOCK }
    const source = await sourceServer((_a, response, number) => {
      clock.now += 1_000
      json(response, [], { status: number < 3 ? 500 : 200 })
    })
    await clientOf(source.origin, '{auth: {kind: tif, paasId: a, token: {secret: token}}, retry: {firstDelayMs: 1}}', { secrets, clock }).ask(get(source.origin))
    expect(new Set(source.asked.map(({ headers }) => headers['x-tif-timestamp'])).size).toBe(3)
    expect(new Set(source.asked.map(({ headers }) => headers['x-tif-nonce'])).size).toBe(3)
  })

  it('with a secret that is not there only after somebody has set it', async () => {
    const source = await sourceServer((_a, response) => json(response, []))
    const error = await failureIn(clientOf(source.origin, '{auth: {kind: bearer, token: {secret: absent}}}').ask(get(source.origin)))
    expect([error.failure, source.asked.length]).toEqual(['configuration', 0])
  })
})

describe('OAuth 2 by client credentials', () => {
  /** Tokens live `seconds`; the source takes only the newest. */
  const authority = async ({ seconds = 600, credentials = 'header' }: { readonly seconds?: number; readonly credentials?: string } = {}) => {
    const clock = { now: CLOCK }
    let issued = 0
    let valid = ''
    const server = await sourceServer(({ path, headers, body }, response) => {
      if (path !== '/token') return json(response, headers.authorization === `Bearer ${valid}` ? ['in'] : { error: 'invalid_token' }, { status: headers.authorization === `Bearer ${valid}` ? 200 : 401 })
      const form = new URLSearchParams(body)
      const [user = '', password = ''] = Buffer.from(String(headers.authorization ?? '').slice(6), 'base64').toString('utf8').split(':').map(decodeURIComponent)
      const right = credentials === 'header' ? user === 'city' && password === secrets.client && !form.has('client_secret') : form.get('client_id') === 'city' && form.get('client_secret') === secrets.client
      if (!right || form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'orders read') return json(response, { error: 'invalid_client' }, { status: 401 })
      valid = `token-${++issued}`
      json(response, { access_token: valid, token_type: 'Bearer', expires_in: seconds })
    })
    const settings = `{retry: {attempts: 0}, auth: {kind: oauth2, tokenUrl: '${server.origin}/token', clientId: city, clientSecret: {secret: client}, scope: orders read, credentials: ${credentials}}}`
    return { server, clock, settings, issued: () => issued, expire: () => void (valid = 'none') }
  }

  it.each(['header', 'body'])('fetches a token with id and secret in the %s, and keeps it until shortly before its end', async (credentials) => {
    const { server, clock, settings, issued } = await authority({ credentials })
    const client = clientOf(server.origin, settings, { secrets, clock })
    for (let request = 0; request < 3; request++) await client.ask(get(`${server.origin}/orders`))
    clock.now += 539_000
    await client.ask(get(`${server.origin}/orders`))
    expect(issued()).toBe(1)
    clock.now += 1_000
    await client.ask(get(`${server.origin}/orders`))
    expect(issued()).toBe(2)
  })

  it('fetches another one once when the source no longer takes it', async () => {
    const { server, clock, settings, issued, expire } = await authority()
    const client = clientOf(server.origin, settings, { secrets, clock })
    await client.ask(get(`${server.origin}/orders`))
    expire()
    await client.ask(get(`${server.origin}/orders`))
    expect([issued(), server.asked.map(({ path }) => path)]).toEqual([2, ['/token', '/orders', '/orders', '/token', '/orders']])
  })

  it('asks no more than twice where the source takes none at all', async () => {
    const { server, clock, settings } = await authority()
    const strict = await sourceServer((_a, response) => json(response, {}, { status: 401 }))
    const client = clientOf(strict.origin, settings, { secrets, clock })
    expect((await failureIn(client.ask(get(strict.origin)))).failure).toBe('refused')
    expect([strict.asked.length, server.asked.length]).toEqual([2, 2])
  })

  it('names the secret that is wrong, and neither it nor a token', async () => {
    const { server, clock, settings } = await authority()
    const error = await failureIn(clientOf(server.origin, settings, { secrets: { client: 'wrong-secret' }, clock }).ask(get(`${server.origin}/orders`)))
    expect([error.failure, error.text.en]).toEqual(['refused', expect.stringContaining('the secret client')])
    expect(`${error.text.en}${error.text.zh}`).not.toContain('wrong-secret')

    const echoing = await sourceServer(({ headers }, response) => json(response, `you sent ${String(headers.authorization)}`, { status: 403 }))
    const echoed = await failureIn(clientOf(echoing.origin, settings, { secrets, clock }).ask(get(echoing.origin)))
    expect(echoed.text.en).toContain('you sent Bearer •••')
  })

  it.each<readonly [string, Answering]>([
    ['no JSON', (_a, response) => json(response, '<html>')],
    ['no token', (_a, response) => json(response, { access_token: '' })],
    ['a token that is no header', (_a, response) => json(response, { access_token: 'a\r\nx: y' })],
    ['a list', (_a, response) => json(response, [])],
  ])('does not take %s for a token', async (_name, answering) => {
    const { settings, clock } = await authority()
    const server = await sourceServer(answering)
    const error = await failureIn(clientOf(server.origin, settings.replace(/http:[^']*\/token/, `${server.origin}/token`), { secrets, clock }).ask(get(`${server.origin}/orders`)))
    expect(error.failure).toBe('refused')
  })
})
