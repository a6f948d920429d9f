// The folder of a feed: where it is, that it lies under the allowed one, and which files in it are the feed's.
import { lstat, opendir, realpath } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { fitsGlob } from '../../formats/glob.ts'
import { FeedReadError } from '../adapter.ts'

export const DONE = 'done'
export const FAILED = 'failed'

/** What a look sees of a file. */
export interface Seen {
  readonly name: string
  readonly kind: 'file' | 'other'
  readonly bytes: number
  /** ms since 1970 by the clock of the file system. */
  readonly changedAt: number
  /** Device and number in its file system. */
  readonly id: string
}

/** A folder with more is not looked through: something is wrong there. */
const MOST_ENTRIES = 20_000

/** What is wrong with a configured folder, or undefined. */
export function pathProblem(path: string): string | undefined {
  const segments = path.split(/[/\\]/)
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path) || path.startsWith('\\')) {
    return `The path "${path}" is absolute: write the folder relative to the drop folder that the setting CTMM_DROP_ROOT names, such as "orders".`
  }
  if (segments.includes('..') || /\p{Cc}/u.test(path)) return `The path "${path}" leads out of the drop folder: write a folder inside of it, such as "orders".`
  if (segments.some((segment) => segment === DONE || segment === FAILED)) return `The path "${path}" names a folder for files that were taken already: name the one above it.`
  return undefined
}

/** The real path of a feed's folder. Throws FeedReadError when it is not there, or not under the allowed one. */
export async function folderOf(path: string, dropRoot: string | undefined): Promise<string> {
  if (dropRoot === undefined) {
    throw new FeedReadError('configuration', 'Folders are read where the server runs: set CTMM_DROP_ROOT there.', '只有服务器所在机器可以读取文件夹：请在该处设置 CTMM_DROP_ROOT。')
  }
  const problem = pathProblem(path)
  if (problem !== undefined) throw new FeedReadError('configuration', problem, `路径“${path}”不在投放目录内：请写投放目录（CTMM_DROP_ROOT）下的相对路径。`)
  const wanted = join(dropRoot, path)
  let root: string
  let folder: string
  try {
    root = await realpath(dropRoot)
    folder = await realpath(wanted)
  } catch (cause) {
    throw new FeedReadError('unreachable', `The folder ${wanted} is not there: make it, or see whether its share is mounted. CTMM_DROP_ROOT names the folder above.`, `文件夹 ${wanted} 不存在：请创建，或检查共享是否已挂载。上级目录由 CTMM_DROP_ROOT 指定。`, { cause })
  }
  if (folder !== root && !folder.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
    throw new FeedReadError('refused', `The folder ${wanted} is a link that leads out of the drop folder: put a real folder there.`, `文件夹 ${wanted} 是指向投放目录之外的链接：请改用真实文件夹。`)
  }
  return folder
}

/** Everything in a folder whose name fits, but for what editors and transfers keep there for themselves. */
export async function look(folder: string, names: string): Promise<readonly Seen[]> {
  const found: string[] = []
  let entries = 0
  try {
    for await (const { name } of await opendir(folder)) {
      if (++entries > MOST_ENTRIES) {
        throw new FeedReadError('refused', `The folder ${folder} holds more than ${MOST_ENTRIES} files: clear it up.`, `文件夹 ${folder} 中的文件超过 ${MOST_ENTRIES} 个：请清理。`)
      }
      if (name !== DONE && name !== FAILED && !isPrivate(name) && fitsGlob(name, names)) found.push(name)
    }
  } catch (cause) {
    if (cause instanceof FeedReadError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('unreachable', `The folder ${folder} cannot be looked through: ${reason}. Let the user of this process read and write there.`, `无法查看文件夹 ${folder}：${reason}。请允许本程序的用户读写。`, { cause })
  }
  return (await Promise.all(found.map((name) => see(folder, name)))).filter((seen) => seen !== undefined)
}

/** One file; undefined when it has gone. Links are seen as links. */
export async function see(folder: string, name: string): Promise<Seen | undefined> {
  try {
    const about = await lstat(join(folder, name))
    return { name, kind: about.isFile() ? 'file' : 'other', bytes: about.size, changedAt: about.mtimeMs, id: `${about.dev}:${about.ino}` }
  } catch {
    return undefined
  }
}

export const isSame = (a: Seen, b: Seen | undefined): boolean => b !== undefined && a.id === b.id && a.bytes === b.bytes && a.changedAt === b.changedAt && a.kind === b.kind

const isPrivate = (name: string): boolean => name.startsWith('.') || name.startsWith('~$') || /\.(?:tmp|part|partial|filepart|crdownload|swp)$/i.test(name)
