// The signers by kind. Another way to sign is a schema in http-config.ts, a file here and a line below.
import type { Auth } from '../http-config.ts'
import { nationalExchange } from './national-exchange.ts'
import { oauth2 } from './oauth2.ts'
import { basic, bearer, keyHeader, unsigned } from './plain.ts'
import type { Signer } from './signer.ts'
import { tif } from './tif.ts'

export function signerOf(auth: Auth = { kind: 'none' }): Signer {
  switch (auth.kind) {
    case 'none':
      return unsigned
    case 'basic':
      return basic(auth)
    case 'bearer':
      return bearer(auth)
    case 'header':
      return keyHeader(auth)
    case 'national-exchange':
      return nationalExchange(auth)
    case 'tif':
      return tif(auth)
    case 'oauth2':
      return oauth2(auth)
  }
}
