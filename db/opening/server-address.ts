// Names a server in messages: where, which database, as whom, and never with what password.

export interface ServerAddress {
  /** `host:port`. */
  readonly server: string
  readonly database: string
  readonly user: string
}

const DEFAULT_PORT = '5432'

export function addressOf(url: string): ServerAddress {
  try {
    const { hostname, port, pathname, username, searchParams } = new URL(url)
    const user = decodeURIComponent(username) || (searchParams.get('user') ?? 'the operating system user')
    const host = searchParams.get('host') ?? decodeURIComponent(hostname)
    return { server: `${host === '' ? 'localhost' : host}:${port === '' ? (searchParams.get('port') ?? DEFAULT_PORT) : port}`, database: decodeURIComponent(pathname.slice(1)) || user, user }
  } catch {
    return { server: 'the server of DATABASE_URL', database: '', user: '' }
  }
}
