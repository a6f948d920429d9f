// Why a store does not open: one error with a closed set of codes, each message saying what to do.

export type RefusalCode =
  /** Nobody answers at the server's address. */
  | 'unreachable'
  /** The server answers but takes no connections now: it starts, stops or has no slot left. */
  | 'busy'
  | 'password-refused'
  /** The server's rules do not let this user in from here, or the login method is not spoken by this program. */
  | 'login-refused'
  | 'database-missing'
  | 'server-too-old'
  | 'extension-missing'
  | 'extension-too-old'
  | 'encoding'
  /** A standby, a read-only session, or a role that may not write. */
  | 'read-only'
  | 'half-migrated'
  | 'migration-failed'
  | 'newer-schema'
  | 'clock-behind'
  | 'disk-full'
  /** The embedded directory is no store, or the engine cannot read it. */
  | 'not-a-store'
  /** The embedded directory was made by another major version of the engine. */
  | 'other-engine'
  | 'upgrade-unfinished'

/** The store cannot be opened as it is; the message names the place, the cause and what to do. Never holds a password. */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError'
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
