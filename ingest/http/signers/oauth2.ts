// OAuth 2, client credentials: a token is fetched, kept until shortly before it ends, and fetched anew once when the source no longer takes it.
import type { Instant } from '../../../rules/time/instant.ts'
import { FeedReadError } from '../../adapters/adapter.ts'
import { printable } from '../../mapping/rejection.ts'
import type { HttpAnswer, HttpRequest } from '../exchange.ts'
import type { AuthOf } from '../http-config.ts'
import { shownUrl } from '../origins.ts'
import { basicCredentials } from './plain.ts'
import type { Signer, SigningContext } from './signer.ts'

interface Token {
  readonly value: string
  /** Not used from then on. */
  readonly until: Instant
}

/** Tokens by the configuration they were fetched with: a feed file that is applied anew fetches its own, and none outlives its feed. */
const tokens = new WeakMap<AuthOf<'oauth2'>, Promise<Token>>()

const USUAL_LIFE_SECONDS = 300
const LONGEST_LIFE_SECONDS = 86_400
/** A token is given up this long before its end, or at nine tenths of a short life. */
const MARGIN_MS = 60_000

export function oauth2(auth: AuthOf<'oauth2'>): Signer {
  return {
    async sign(_request, context) {
      let token = await tokens.get(auth)
      if (token === undefined || token.until <= context.now) {
        const fetching = fetchToken(auth, context)
        tokens.set(auth, fetching)
        // A failure is told to whoever asked for the token; the next one tries again.
        fetching.catch(() => tokens.get(auth) === fetching && tokens.delete(auth))
        token = await fetching
      }
      return { authorization: `Bearer ${token.value}` }
    },
    renew: () => tokens.delete(auth),
  }
}

async function fetchToken(auth: AuthOf<'oauth2'>, { secret, now, ask }: SigningContext): Promise<Token> {
  const answer = await ask(tokenRequest(auth, secret(auth.clientSecret.secret)))
  const said = fieldsOf(answer)
  const value = said?.['access_token']
  if (answer.status !== 200 || typeof value !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(value)) {
    const error = said?.['error']
    const why = `${answer.status}${typeof error === 'string' ? `, ${printable(error)}` : ''}`
    throw new FeedReadError(
      answer.status >= 500 ? 'unreachable' : 'refused',
      `${shownUrl(answer.url)} gave no token (${why}): check clientId, scope and the secret ${auth.clientSecret.secret}.`,
      `${shownUrl(answer.url)} 未签发令牌（${why}）：请核对 clientId、scope 和密钥 ${auth.clientSecret.secret}。`,
    )
  }
  const seconds = Number(said?.['expires_in'] ?? USUAL_LIFE_SECONDS)
  const life = Math.min(seconds > 0 ? seconds : USUAL_LIFE_SECONDS, LONGEST_LIFE_SECONDS) * 1000
  return { value, until: now + life - Math.min(MARGIN_MS, life / 10) }
}

function tokenRequest({ tokenUrl, clientId, scope, credentials = 'header' }: AuthOf<'oauth2'>, clientSecret: string): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) })
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
  if (credentials === 'header') {
    return { method: 'POST', url: new URL(tokenUrl), headers: { ...headers, authorization: basicCredentials(encodeURIComponent(clientId), encodeURIComponent(clientSecret)) }, body: form.toString() }
  }
  form.set('client_id', clientId)
  form.set('client_secret', clientSecret)
  return { method: 'POST', url: new URL(tokenUrl), headers, body: form.toString() }
}

function fieldsOf({ body }: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof said === 'object' && said !== null ? Object.fromEntries(Object.entries(said)) : undefined
  } catch {
    return undefined
  }
}
