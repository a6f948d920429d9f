// The rival that people wire first: Node-RED with its default way from MQTT into PostgreSQL, in a process of its own. It is not part of this project; CTMM_NODE_RED names where it is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

export const NODE_RED_MISSING = 'CTMM_NODE_RED names no directory with Node-RED: mkdir DIR && cd DIR && npm install node-red@5.0.7 pg@8.23.1, then CTMM_NODE_RED=DIR.'

/** The directory in which Node-RED and pg were installed, or undefined. */
export function findNodeRed(): string | undefined {
  const directory = process.env['CTMM_NODE_RED']
  return directory !== undefined && existsSync(join(directory, 'node_modules/node-red/red.js')) ? directory : undefined
}

export interface NodeRedDrain {
  readonly directory: string
  readonly database: string
  readonly broker: string
  readonly topics: readonly string[]
  readonly clientId: string
  readonly messages: number
}

const TABLE = `create table message (
  topic text not null, key text not null, updated text not null, area text, bureau text, started text, closed text, online text,
  stored_at timestamptz not null default clock_timestamp(), primary key (topic, key, updated))`
const POLL_MS = 200
const LONGEST_MS = 300_000

/**
 * Milliseconds from the first row to the last, by the database's clock, while the flow empties a session that waits for it: mqtt in (QoS 1), json, function, insert on conflict.
 * The insert is a function node with a pool of ten connections, the default of the PostgreSQL nodes that there are.
 */
export async function nodeRedMs({ directory, database, broker, topics, clientId, messages }: NodeRedDrain): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'ctmm-node-red-'))
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query(`drop table if exists message; ${TABLE}`)
  writeFileSync(join(home, 'flows.json'), JSON.stringify(flowOf({ broker, topics, clientId })))
  writeFileSync(join(home, 'settings.js'), `const { Pool } = require(${JSON.stringify(join(directory, 'node_modules/pg'))})
module.exports = { uiPort: 0, uiHost: '127.0.0.1', flowFile: 'flows.json', functionGlobalContext: { pool: new Pool({ connectionString: ${JSON.stringify(database)}, max: 10 }) }, logging: { console: { level: 'error' } }, telemetry: { enabled: false } }
`)
  const child = spawn(process.execPath, [join(directory, 'node_modules/node-red/red.js'), '--userDir', home], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  try {
    for (const end = Date.now() + LONGEST_MS; ; await wait(POLL_MS)) {
      const { rows: [row] } = await client.query<{ count: number; ms: number }>('select count(*)::int as count, coalesce(extract(epoch from max(stored_at) - min(stored_at)) * 1000, 0)::float8 as ms from message')
      if (row !== undefined && row.count >= messages) return row.ms
      if (child.exitCode !== null || Date.now() > end) throw new Error(`Node-RED stored ${row?.count} of ${messages} messages: ${said}`)
    }
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await client.end()
    rmSync(home, { recursive: true, force: true })
  }
}

const INSERT = `const { topic, values } = msg
await global.get('pool').query('insert into message (topic, key, updated, area, bureau, started, closed, online) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing', values)
return msg`
const MAP = `const r = msg.payload
msg.values = [msg.topic, r.order_no ?? r.rec_id, r.update_time ?? r.last_update_time, r.area_code, r.unit_uscc, r.accept_time ?? r.inst_time, r.finish_time ?? r.archive_time, r.dispose_mode ?? null]
return msg`

function flowOf({ broker, topics, clientId }: { readonly broker: string; readonly topics: readonly string[]; readonly clientId: string }): readonly object[] {
  const { hostname, port } = new URL(broker)
  const node = (id: string, type: string, more: object): object => ({ id, type, z: 'flow', name: id, x: 100, y: 100, ...more })
  return [
    { id: 'flow', type: 'tab', label: 'flow' },
    { id: 'broker', type: 'mqtt-broker', broker: hostname, port, clientid: clientId, autoConnect: true, usetls: false, protocolVersion: '5', keepalive: '60', cleansession: false, sessionExpiry: '3600' },
    ...topics.map((topic, index) => node(`in${index}`, 'mqtt in', { topic, qos: '1', datatype: 'utf8', broker: 'broker', nl: false, rap: true, rh: 0, wires: [['json']] })),
    node('json', 'json', { property: 'payload', action: 'obj', pretty: false, wires: [['map']] }),
    node('map', 'function', { func: MAP, outputs: 1, timeout: 0, wires: [['insert']] }),
    node('insert', 'function', { func: INSERT, outputs: 1, timeout: 0, wires: [[]] }),
  ]
}
