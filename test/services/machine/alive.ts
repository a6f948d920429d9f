// Whether a server answers at its URL, in its own protocol, with nothing but Node and the PostgreSQL driver.
import { connect } from 'node:net'
import pg from 'pg'

const WAIT_MS = 5_000

/** MQTT 5 CONNECT with a clean start, a minute to keep alive and no client id. */
const MQTT_CONNECT = Buffer.from([0x10, 0x0d, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 60, 0, 0, 0])
const MARIADB_PROTOCOL = 10

/** What answered, in a few words. Rejects when nothing did. */
export async function alive(url: string): Promise<string> {
  const { protocol, hostname, port } = new URL(url)
  switch (protocol) {
    case 'postgres:':
    case 'postgresql:':
      return postgres(url)
    case 'mqtt:': {
      const answer = await firstBytes(hostname, Number(port || 1883), MQTT_CONNECT)
      if (answer[0] !== 0x20 || answer[3] !== 0) throw new Error('The broker does not take MQTT 5 without a password.')
      return 'MQTT 5'
    }
    case 'mysql:': {
      const answer = await firstBytes(hostname, Number(port || 3306))
      if (answer[4] !== MARIADB_PROTOCOL) throw new Error('This is not a MariaDB server.')
      return answer.subarray(5, answer.indexOf(0, 5)).toString('latin1')
    }
    default:
      throw new Error(`Nobody knows how to ask ${protocol}//`)
  }
}

async function postgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: WAIT_MS })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(`select 'PostgreSQL ' || current_setting('server_version') || coalesce((select ', TimescaleDB ' || default_version from pg_available_extensions where name = 'timescaledb'), '') as name`)
    return rows[0]?.name ?? 'PostgreSQL'
  } finally {
    await client.end()
  }
}

/** The first packet after connecting (and saying `hello`). */
function firstBytes(host: string, port: number, hello?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: WAIT_MS })
    socket.once('connect', () => hello !== undefined && socket.write(hello))
    socket.once('data', (bytes) => (resolve(bytes), socket.destroy()))
    socket.once('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer.`)))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${host}:${port} hung up.`)))
  })
}
