// Nothing, user and password, a bearer token, or a key in a header of the source's own.
import type { AuthOf } from '../http-config.ts'
import type { Signer } from './signer.ts'

export const unsigned: Signer = { sign: () => ({}) }

export const basic = ({ user, password }: Pick<AuthOf<'basic'>, 'user' | 'password'>): Signer => ({
  sign: (_request, { secret }) => ({ authorization: basicCredentials(user, secret(password.secret)) }),
})

export const bearer = ({ token }: AuthOf<'bearer'>): Signer => ({
  sign: (_request, { secret }) => ({ authorization: `Bearer ${secret(token.secret)}` }),
})

export const keyHeader = ({ name, value }: AuthOf<'header'>): Signer => ({
  sign: (_request, { secret }) => ({ [name.toLowerCase()]: secret(value.secret) }),
})

export const basicCredentials = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
