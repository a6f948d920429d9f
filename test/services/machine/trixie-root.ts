// A root with Debian 13, made once: Debian 12 has no TimescaleDB. Broker and MariaDB come along, so that no service of this machine is touched.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './cache.ts'
import { isRoot, Missing } from './missing.ts'
import { debianMirror, installPackages, logged } from './packages.ts'

const SUITE = 'trixie'
/** Programs without the packages that would start servers of their own. */
const PACKAGES = ['postgresql-17', 'postgresql-17-timescaledb', 'mosquitto', 'mariadb-server-core', 'mariadb-client-core']
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg'

export const trixieRoot = (): string => join(cacheDirectory(), SUITE)

/** The root, made when it is missing (about a minute and 750 MB). Throws Missing when it cannot be. */
export function makeTrixieRoot(): string {
  const root = trixieRoot()
  if (existsSync(root)) return root
  if (process.platform !== 'linux') throw new Missing('Needs Debian Linux: set the variable of a server that runs elsewhere, for example TEST_TIMESCALE_URL.')
  if (!isRoot()) throw new Missing('Only root can make it: sudo npm run services -- start brings it up for every user; or set the variable of a server that runs elsewhere, for example TEST_TIMESCALE_URL.')
  if (!existsSync('/usr/sbin/debootstrap') || !existsSync(KEYS)) installPackages(['debootstrap', 'debian-archive-keyring', 'ca-certificates'])
  const partial = `${root}.partial`
  removeRoot(partial)
  const { uri, environment } = debianMirror()
  process.stderr.write(`making a ${SUITE} root in ${root}\n`)
  logged('root.log', 'debootstrap', [`--keyring=${KEYS}`, '--variant=minbase', `--include=${PACKAGES.join(',')}`, SUITE, partial, uri], environment)
  logged('root.log', 'chroot', [partial, 'useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'mysql'])
  rmSync(join(partial, 'var/lib/postgresql/17'), { recursive: true, force: true })
  rmSync(join(partial, 'var/cache/apt/archives'), { recursive: true, force: true })
  renameSync(partial, root)
  return root
}

/** Removes a root that was given up half-way, with what debootstrap left mounted in it. */
function removeRoot(root: string): void {
  const mounted = readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${root}/`))
  for (const path of mounted.toReversed()) execFileSync('umount', [path])
  rmSync(root, { recursive: true, force: true })
}
