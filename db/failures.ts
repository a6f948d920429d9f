// What an error of a store's driver means to whoever waits for an answer.

/** `disk-full`: nothing more can be written until there is room; `down`: the database is gone for a moment; both pass by themselves or by an operator's hand. */
export type StoreFailure = 'disk-full' | 'down'

/** Connection lost or refused, shutting down, crashed and starting again, or out of something else than disk. */
const DOWN = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|53...|57P0.)$/
/** The driver's own words carry no code. */
const DOWN_WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/

/** Why the store could not answer, if that lies in the database and may pass; undefined for errors of ours. Causes are looked through. */
export function storeFailureOf(error: unknown): StoreFailure | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isOutOfSpace(at)) return 'disk-full'
    const code: unknown = Reflect.get(at, 'code')
    if ((typeof code === 'string' && DOWN.test(code)) || DOWN_WORDS.test(at.message)) return 'down'
  }
  return undefined
}

const DISK_FULL = '53100'

/** PostgreSQL's disk_full, or the operating system's own word for it. */
export function isOutOfSpace(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code')
  return code === DISK_FULL || code === 'ENOSPC' || code === 'EDQUOT'
}
