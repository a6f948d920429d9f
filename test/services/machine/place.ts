// Where a server's programs are: on this machine, or in the root that holds a newer Debian. Runs them as the server's own user.
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inCache } from './cache.ts'
import { isRoot, Missing } from './missing.ts'

export interface Place {
  /** `/`, or the root to change into. */
  readonly root: string
  /** User of that root to run as; undefined runs as whoever we are. */
  readonly user: string | undefined
}

/** A server's directory, as we see it and as its programs see it. */
export interface Home {
  readonly ours: string
  readonly theirs: string
}

export const onThisMachine = (user: string): Place => ({ root: '/', user: isRoot() ? user : undefined })

/** Program and arguments that run `program` there. Both roads replace the process, so the pid is the server's. */
export function commandIn({ root, user }: Place, program: string, args: readonly string[]): readonly [string, readonly string[]] {
  return user === undefined ? [program, args] : ['chroot', [`--userspec=${user}:${user}`, root, program, ...args]]
}

/** Runs a program to its end and gives what it wrote; throws with its complaint. */
export function runIn(place: Place, program: string, args: readonly string[]): string {
  const [file, all] = commandIn(place, program, args)
  return execFileSync(file, all, { cwd: '/', encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 << 20, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/' } })
}

/** The server's directory, made and handed to its user. Throws Missing when that user cannot get there. */
export function homeIn(place: Place, name: string): Home {
  const home = place.root === '/' ? { ours: inCache('data', name), theirs: inCache('data', name) } : { ours: join(place.root, 'srv', name), theirs: `/srv/${name}` }
  mkdirSync(home.ours, { recursive: true, mode: 0o750 })
  if (place.user === undefined) return home
  const { uid, gid } = userIn(place.root, place.user)
  chownSync(home.ours, uid, gid)
  try {
    runIn(place, '/usr/bin/test', ['-w', home.theirs])
  } catch {
    throw new Missing(`The user ${place.user} cannot reach ${home.ours}: set CTMM_SERVICES to a directory whose parents are open to every user.`)
  }
  return home
}

function userIn(root: string, user: string): { readonly uid: number; readonly gid: number } {
  const path = join(root, 'etc/passwd')
  const [, , uid, gid] = (existsSync(path) ? readFileSync(path, 'utf8') : '').split('\n').find((line) => line.startsWith(`${user}:`))?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Missing(`There is no user "${user}" to run the server as: make one with useradd --system --user-group ${user}.`)
  return { uid: Number(uid), gid: Number(gid) }
}
