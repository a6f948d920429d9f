// Notices of other processes beside a PostgreSQL server: one connection that listens, and comes back when it is lost.
import pg from 'pg'

export interface ListenOptions {
  readonly url: string
  readonly channel: string
  readonly onNotice: (text: string) => void
  /** Told once for every loss. */
  readonly onError: (error: unknown) => void
}

const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5_000

/** Listens until it is stopped; returns what stops it. What is said while the connection is away is lost. */
export function listen({ url, channel, onNotice, onError }: ListenOptions): () => Promise<void> {
  let stopped = false
  let wait = FIRST_WAIT_MS
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const lose = (which: pg.Client, error: unknown): void => {
    if (client !== which || stopped) return
    client = undefined
    if (wait === FIRST_WAIT_MS) onError(error)
    void which.end().catch(() => undefined)
    // Spread out, so that many processes do not all come back at one instant.
    timer = setTimeout(connect, wait * (0.75 + Math.random() / 2))
    timer.unref()
    wait = Math.min(LONGEST_WAIT_MS, wait * 2)
  }
  const connect = (): void => {
    const next = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, application_name: 'ctmm listening' })
    client = next
    next.on('error', (error) => lose(next, error))
    next.on('end', () => lose(next, new Error('The connection that listens for other processes has ended.')))
    next.on('notification', ({ payload }) => onNotice(payload ?? ''))
    next.connect()
      .then(() => next.query(`listen ${next.escapeIdentifier(channel)}`))
      .then(() => {
        wait = FIRST_WAIT_MS
      })
      .catch((error: unknown) => lose(next, error))
  }
  connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}
