// MariaDB, for the adapter that reads a city's MySQL databases: one user `ctmm` without a password, from loopback only.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onThisMachine, runIn } from './place.ts'
import type { Server } from './server.ts'
import { makeTrixieRoot } from './trixie-root.ts'

const PROGRAM = '/usr/sbin/mariadbd'
const USERS = "create database if not exists ctmm;\ncreate user if not exists 'ctmm'@'127.0.0.1';\ngrant all privileges on *.* to 'ctmm'@'127.0.0.1' with grant option;\n"

export const mariadb: Server = {
  name: 'mariadb',
  variable: 'TEST_MARIADB_URL',
  port: 53306,
  url: (port) => `mysql://ctmm@127.0.0.1:${port}/ctmm`,
  place: () => (existsSync(PROGRAM) ? onThisMachine('mysql') : { root: makeTrixieRoot(), user: 'mysql' }),
  prepare(place, home) {
    if (!existsSync(join(home.ours, 'data', 'mysql'))) {
      runIn(place, '/usr/bin/mariadb-install-db', ['--no-defaults', `--datadir=${home.theirs}/data`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'])
    }
    writeFileSync(join(home.ours, 'users.sql'), USERS)
  },
  command: (_place, home, port) => [
    PROGRAM,
    [
      '--no-defaults',
      `--datadir=${home.theirs}/data`,
      `--socket=${home.theirs}/socket`,
      `--init-file=${home.theirs}/users.sql`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
    ],
  ],
  stopSignal: 'SIGTERM',
}
