// MySQL's and MariaDB's error numbers, and the driver's own words, as the problems that people are told.
import type { ProblemKind } from '../problems.ts'
import { TooWideError } from '../row-budget.ts'

const NUMBERS: ReadonlyMap<number, ProblemKind> = new Map<number, ProblemKind>([
  [1045, 'password'], [1698, 'password'],
  [1044, 'login'], [1129, 'login'], [1130, 'login'], [1820, 'login'], [1862, 'login'], [4151, 'login'], [3118, 'login'], [3159, 'tls'],
  [1251, 'login-method'], [1275, 'login-method'], [2059, 'login-method'],
  [1142, 'no-right'], [1143, 'no-right'], [1227, 'no-right'], [1370, 'no-right'],
  [1049, 'database'],
  [1146, 'table'], [1051, 'table'],
  [1054, 'column'],
  [1969, 'too-slow'], [3024, 'too-slow'], [1205, 'too-slow'],
  [1792, 'writes'], [1290, 'writes'],
  [1064, 'syntax'], [1060, 'syntax'], [1052, 'syntax'], [1248, 'syntax'],
  [1292, 'type'], [1525, 'type'], [1366, 'type'], [1411, 'type'], [1267, 'type'], [4078, 'type'],
  [1040, 'busy'], [1203, 'busy'], [1226, 'busy'], [1213, 'busy'],
  [1053, 'broken-off'], [1317, 'broken-off'], [1927, 'broken-off'], [2006, 'broken-off'], [2013, 'broken-off'], [4031, 'broken-off'],
  [1193, 'setting'], [1231, 'setting'], [1298, 'setting'],
])

const WORDS: Readonly<Record<string, ProblemKind>> = {
  ECONNREFUSED: 'no-answer', ENOTFOUND: 'no-answer', EAI_AGAIN: 'no-answer', ETIMEDOUT: 'no-answer', EHOSTUNREACH: 'no-answer', ENETUNREACH: 'no-answer', EADDRNOTAVAIL: 'no-answer',
  ECONNRESET: 'broken-off', EPIPE: 'broken-off', PROTOCOL_CONNECTION_LOST: 'broken-off', PROTOCOL_INCORRECT_PACKET_SEQUENCE: 'broken-off',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls', HANDSHAKE_SSL_ERROR: 'tls',
  AUTH_SWITCH_PLUGIN_ERROR: 'login-method', HANDSHAKE_UNKNOWN_ERROR: 'login-method',
}

export function mysqlProblem(error: Error): ProblemKind {
  if (error instanceof TooWideError) return 'too-wide'
  const number: unknown = Reflect.get(error, 'errno')
  const code: unknown = Reflect.get(error, 'code')
  const known = typeof number === 'number' ? NUMBERS.get(number) : undefined
  if (known !== undefined) return known
  if (typeof code === 'string') {
    const word = WORDS[code]
    if (word !== undefined) return word
    if (/CERT|TLS|SSL/.test(code)) return 'tls'
  }
  if (/closed state|Connection lost|closed the connection/.test(error.message)) return 'broken-off'
  return 'other'
}
