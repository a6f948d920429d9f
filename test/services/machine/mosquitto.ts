// The MQTT 5 broker, with room for a city's burst: a thousand messages in flight a client, a million waiting.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onThisMachine } from './place.ts'
import type { Server } from './server.ts'
import { makeTrixieRoot } from './trixie-root.ts'

const PROGRAM = '/usr/sbin/mosquitto'

export const mosquitto: Server = {
  name: 'mosquitto',
  variable: 'TEST_MQTT_URL',
  port: 51883,
  url: (port) => `mqtt://127.0.0.1:${port}`,
  place: () => (existsSync(PROGRAM) ? onThisMachine('mosquitto') : { root: makeTrixieRoot(), user: 'mosquitto' }),
  prepare(_place, home, port) {
    const lines = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${home.theirs}/`,
      'autosave_interval 60',
      'max_inflight_messages 1000',
      'max_inflight_bytes 0',
      'max_queued_messages 1000000',
      'max_queued_bytes 0',
      'log_dest stderr',
      'log_type error',
      'log_type warning',
      'log_type notice',
      'connection_messages false',
    ]
    writeFileSync(join(home.ours, 'mosquitto.conf'), `${lines.join('\n')}\n`, { mode: 0o644 })
  },
  command: (_place, home) => [PROGRAM, ['-c', `${home.theirs}/mosquitto.conf`]],
  stopSignal: 'SIGTERM',
}
