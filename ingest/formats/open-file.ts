// A regular file that is open for reading: everything that reads it works on the open file, so that nobody can put another in its place meanwhile.
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { FeedReadError } from '../adapters/adapter.ts'

export interface OpenFile {
  /** As people know it; never a path. */
  readonly name: string
  readonly bytes: number
  /** Last change, ms since 1970 by the clock of the file system. */
  readonly changedAt: number
  readonly handle: FileHandle
}

export interface OpenOptions {
  readonly name: string
  /** Whether a symbolic link is followed. */
  readonly links: 'follow' | 'refuse'
}

const CHUNK_BYTES = 131_072

/** Opens a file, lets it be used and closes it. Throws FeedReadError for what is no regular file or cannot be opened. */
export async function withFile<T>(path: string, options: OpenOptions, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await openFile(path, options)
  try {
    return await use(file)
  } finally {
    await file.handle.close()
  }
}

/** As `withFile`; the caller closes the handle. */
export async function openFile(path: string, { name, links }: OpenOptions): Promise<OpenFile> {
  let handle: FileHandle
  try {
    // Without waiting, so that a pipe that nobody writes to cannot hold us up.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | (links === 'refuse' ? constants.O_NOFOLLOW : 0))
  } catch (cause) {
    if (Reflect.get(Object(cause), 'code') === 'ELOOP') throw notRegular(name, { cause })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('unreachable', `${name} cannot be read: ${reason}. Check its path and permissions.`, `无法读取 ${name}：${reason}。请核对路径和权限。`, { cause })
  }
  const about = await handle.stat()
  if (about.isFile()) return { name, bytes: about.size, changedAt: about.mtimeMs, handle }
  await handle.close()
  throw notRegular(name)
}

function notRegular(name: string, options?: ErrorOptions): FeedReadError {
  return new FeedReadError('refused', `${name} is no regular file (a link, folder, pipe or device): put the file itself there.`, `${name} 不是普通文件（链接、目录、管道或设备）：请直接放入文件本身。`, options)
}

/**
 * The file's bytes from its beginning. A chunk holds until the next one is asked for: they share their memory, so that a large file leaves
 * nothing to be cleared away. Throws FeedReadError when they cannot be read.
 */
export async function* bytesOf({ name, handle }: OpenFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let at = 0; ; ) {
    signal.throwIfAborted()
    let chunk: Uint8Array
    try {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at)
      chunk = buffer.subarray(0, bytesRead)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new FeedReadError('unreachable', `${name} cannot be read to its end: ${reason}. See to the disk or share that it is on.`, `${name} 未能读完：${reason}。请检查其所在磁盘或共享。`, { cause })
    }
    if (chunk.length === 0) return
    yield chunk
    at += chunk.length
  }
}
