// PostgreSQL's error codes, and the driver's own words, as the problems that people are told.
import type { ProblemKind } from '../problems.ts'
import { TooWideError } from '../row-budget.ts'

const CODES: Readonly<Record<string, ProblemKind>> = {
  '28P01': 'password',
  '28000': 'login',
  '3D000': 'database',
  '42P01': 'table', '3F000': 'table',
  '42703': 'column',
  '42501': 'no-right',
  '25006': 'writes',
  '42601': 'syntax', '42803': 'syntax', '42702': 'syntax', '42701': 'syntax',
  '42883': 'type', '42804': 'type', '42846': 'type', '22P02': 'type', '22007': 'type', '22008': 'type', '22003': 'type',
  '40001': 'busy', '55P03': 'busy',
  '42704': 'setting', '22023': 'setting',
}

/** Classes of codes: connection, resources, operator's intervention. */
const CLASSES: Readonly<Record<string, ProblemKind>> = { '08': 'broken-off', '53': 'busy', '57': 'broken-off' }

const NETWORK = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])

export function postgresqlProblem(error: Error): ProblemKind {
  if (error instanceof TooWideError) return 'too-wide'
  const code: unknown = Reflect.get(error, 'code')
  const { message } = error
  if (/Only mechanism\(s\) SCRAM-SHA-256|Unknown authenticationOk message type/.test(message)) return 'login-method'
  if (/client password must be a( non-empty)? string/.test(message)) return 'password'
  if (code === '57014') return /statement timeout/.test(message) ? 'too-slow' : 'broken-off'
  if (typeof code === 'string') {
    const known = CODES[code] ?? (/^[0-9A-Z]{5}$/.test(code) ? CLASSES[code.slice(0, 2)] : undefined)
    if (known !== undefined) return known
    if (NETWORK.has(code)) return 'no-answer'
    if (code === 'ECONNRESET' || code === 'EPIPE') return 'broken-off'
    if (/CERT|TLS|SSL/.test(code)) return 'tls'
  }
  if (/timeout expired/.test(message)) return 'no-answer'
  if (/SSL|certificate|self.signed/i.test(message)) return 'tls'
  if (/terminated|connection error|was closed/.test(message)) return 'broken-off'
  return 'other'
}
