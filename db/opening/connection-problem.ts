// Turns what a first connection died of into a refusal that names the server and what to do.
import { isOutOfSpace } from '../failures.ts'
import { StoreRefusedError, type RefusalCode } from './store-refused.ts'
import type { ServerAddress } from './server-address.ts'

const NOBODY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ENOENT'])
const PASSWORD = '28P01'
const LOGIN = '28000'
const NO_DATABASE = '3D000'
const NO_CONNECT_PRIVILEGE = '42501'
const BUSY = /^(57P0[123]|53300)$/

/** The refusal behind an error of the first query; undefined when the error is none of the connection. */
export function connectionProblem(error: unknown, { server, database, user }: ServerAddress): StoreRefusedError | undefined {
  const refuse = (code: RefusalCode, message: string): StoreRefusedError => new StoreRefusedError(code, message, { cause: error })
  if (!(error instanceof Error)) return undefined
  const code: unknown = Reflect.get(error, 'code')
  if (isOutOfSpace(error)) return refuse('disk-full', `The disk of the database at ${server} is full. Make room there and start again; nothing was lost.`)
  if ((typeof code === 'string' && NOBODY.has(code)) || /timeout expired|timeout exceeded|terminated due to connection timeout/.test(error.message)) {
    return refuse('unreachable', `No PostgreSQL server answers at ${server}${typeof code === 'string' ? ` (${code})` : ' within 10 s'}. See whether it runs and listens there, whether a firewall stands between, and whether DATABASE_URL names it.`)
  }
  if (code === PASSWORD || /client password must be a string/.test(error.message)) return refuse('password-refused', `The server at ${server} refuses the password of ${user}. Mend it in DATABASE_URL, or set it anew there with \`alter role ... password\`.`)
  if (/Only mechanism\(s\) SCRAM-SHA-256/.test(error.message)) return refuse('login-refused', `The server at ${server} asks ${user} for a login method that this program does not speak (openGauss and GaussDB do so by default). Give the user an md5 password: set password_encryption_type = 1 there and the password anew.`)
  if (code === LOGIN) return refuse('login-refused', `The server at ${server} does not let ${user} in to ${database}: ${error.message}. See the role and pg_hba.conf there, and whether the server wants TLS (sslmode=require in DATABASE_URL).`)
  if (code === NO_CONNECT_PRIVILEGE) return refuse('login-refused', `${user} may not connect to the database ${database} at ${server}. Run \`grant connect on database ${database} to ${user}\` there.`)
  if (code === NO_DATABASE) return refuse('database-missing', `The server at ${server} has no database ${database}. Create it with \`createdb --encoding=UTF8 --template=template0 --owner=${user} ${database}\`, or name another in DATABASE_URL.`)
  if (typeof code === 'string' && BUSY.test(code)) return refuse('busy', `The server at ${server} takes no connections now: ${error.message}. Try again in a moment; if it stays, see its log and max_connections.`)
  if (/terminated unexpectedly/.test(error.message)) return refuse('busy', `The server at ${server} broke off the connection. Try again in a moment; if it stays, see its log.`)
  if (/does not support SSL|self.signed|certificate/i.test(error.message)) return refuse('login-refused', `TLS with the server at ${server} fails: ${error.message}. Set sslmode in DATABASE_URL as that server has it (disable, or verify-full with sslrootcert).`)
  return undefined
}
