// Which process a number means: a pid alone may name a stranger after a restart, so it goes with when that process began.
import { readFileSync } from 'node:fs'

export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks after boot at which it began, and the boot they count from. */
  readonly began: string
}

/** Undefined when no such process runs; one that has ended and waits to be reaped does not run. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return { pid, began: `${fields[18]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}` }
  } catch {
    return undefined
  }
}

export const runs = ({ pid, began }: ProcessIdentity): boolean => identify(pid)?.began === began
