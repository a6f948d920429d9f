// TIF gateways: a digest over time, token and a word that is used once.
import { hash, randomUUID } from 'node:crypto'
import type { AuthOf } from '../http-config.ts'
import type { Signer } from './signer.ts'

export const tif = ({ paasId, token }: AuthOf<'tif'>): Signer => ({
  sign(_request, { secret, now }) {
    const seconds = String(Math.floor(now / 1000))
    const nonce = randomUUID()
    return {
      'x-tif-paasid': paasId,
      'x-tif-timestamp': seconds,
      'x-tif-nonce': nonce,
      'x-tif-signature': hash('sha256', `${seconds}${secret(token.secret)}${nonce}${seconds}`, 'hex'),
    }
  },
})
