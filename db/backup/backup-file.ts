// A backup as a file: written under another name until it is whole, on disk and proven; read as a stream that takes little memory.
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { BackupError, type BackupHeader } from './backup-format.ts'
import { altered, backupParts, notABackup, truncated, type BackupPart } from './read-backup.ts'

/** Compresses the lines of a backup; the checksum lets the format itself notice altered bytes. Destroying it ends the lines. */
export function compressed(lines: AsyncIterable<string>): Readable {
  const packed = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } })
  // A failure of the lines destroys `packed` with it, so its reader is told.
  pipeline(Readable.from(lines, { objectMode: false }), packed).catch(() => undefined)
  return packed
}

/** What a backup holds, for people. */
export interface BackupSummary {
  readonly header: BackupHeader
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
}

export interface WritingOptions {
  /** False leaves out reading the finished file again. */
  readonly verify?: boolean
}

/**
 * Writes a compressed backup to `file`, which appears only when all of it is on disk and has been read again. Returns what it holds;
 * undefined when it was not verified. Throws BackupError `file-exists` for a file that is there already.
 */
export async function writeBackupFile(file: string, backup: Readable, { verify = true }: WritingOptions = {}): Promise<BackupSummary | undefined> {
  if (existsSync(file)) throw new BackupError('file-exists', `${file} is there already: name another file, or delete it first.`)
  const draft = `${file}.${process.pid}.part`
  try {
    await pipeline(backup, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }))
    const summary = verify ? await readSummary(draft) : undefined
    await rename(draft, file)
    await syncDirectory(dirname(resolve(file)))
    return summary
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** The parts of a backup file, proven as they are read. Throws BackupError. */
export async function* readBackupFile(file: string): AsyncGenerator<BackupPart, void> {
  const raw = createReadStream(file)
  const bytes = createZstdDecompress()
  // Either side's failure ends the loop below; `pipeline` hands it on.
  const flowing = pipeline(raw, bytes).catch((error: unknown) => void bytes.destroy(error instanceof Error ? error : new Error(String(error))))
  try {
    yield* backupParts(bytes)
  } catch (error) {
    throw problemOf(error)
  } finally {
    bytes.destroy()
    raw.destroy()
    await flowing
  }
}

/** Reads a whole backup and keeps nothing but what it says of itself. Throws BackupError. */
export async function readSummary(file: string): Promise<BackupSummary> {
  let header: BackupHeader | undefined
  const tables: { readonly table: string; readonly rows: number }[] = []
  for await (const part of readBackupFile(file)) {
    if (part.kind === 'header') header = part.header
    else if (part.kind === 'table-end') tables.push({ table: part.table.name, rows: part.rows })
  }
  if (header === undefined) throw notABackup()
  return { header, tables }
}

function problemOf(error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (typeof code !== 'string') return error
  if (code === 'ZSTD_error_prefix_unknown') return notABackup(error)
  if (code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE' || /unexpected end of file/i.test(String(error))) return truncated(error)
  if (code.startsWith('ZSTD_') || code.startsWith('Z_')) return altered('its bytes do not decompress', error)
  return error
}

/** A file is found by its name after a crash only when its directory is on disk too. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems have no such thing for directories.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'EPERM'))) throw error
  } finally {
    await handle.close()
  }
}
