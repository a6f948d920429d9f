// Whether a push is signed by whoever shares a secret with its feed.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { FeedReadError } from '../../ingest/adapters/adapter.ts'
import type { HttpPushConfig } from '../../ingest/adapters/http-push/config.ts'
import type { Workbench } from '../workbench.ts'
import { clockRefused, secretMissing, signatureRefused, type Refused } from './push-problems.ts'

const SKEW_SECONDS = 300

export interface SignedPush {
  readonly auth: HttpPushConfig['auth']
  readonly headers: IncomingHttpHeaders
  /** As sent. */
  readonly body: Uint8Array
}

/** Looks at the signature, before the body is opened. The same push again within the window is harmless: intake knows what it has. Undefined when it may go on. */
export async function signatureProblem(workbench: Workbench, { auth, headers, body }: SignedPush): Promise<Refused | undefined> {
  if (typeof auth !== 'object') return undefined
  const { hmac, skewSeconds = SKEW_SECONDS } = auth
  const stamp = textOf(headers['x-ctmm-timestamp'])
  const signature = textOf(headers['x-ctmm-signature'])
  if (stamp === undefined || signature === undefined || !/^(\d{10}|\d{13})$/.test(stamp)) return signatureRefused('absent')
  const secret = await secretOf(workbench, hmac.secret)
  if (typeof secret !== 'string') return secret
  const right = createHmac('sha256', secret).update(`${stamp}.`, 'utf8').update(body).digest()
  if (!/^[0-9a-f]{64}$/i.test(signature) || !timingSafeEqual(Buffer.from(signature, 'hex'), right)) return signatureRefused('wrong')
  // Told only to whoever holds the secret.
  const sent = stamp.length === 10 ? Number(stamp) * 1000 : Number(stamp)
  return Math.abs(workbench.now() - sent) > skewSeconds * 1000 ? clockRefused({ now: workbench.now(), sent, skewSeconds }) : undefined
}

/** The shared secret, also where another process has just set it. */
async function secretOf({ secrets }: Workbench, name: string): Promise<string | Refused> {
  await secrets.refresh()
  try {
    return secrets.get(name)
  } catch (error) {
    if (error instanceof FeedReadError) return secretMissing(error.text)
    throw error
  }
}

const textOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)
