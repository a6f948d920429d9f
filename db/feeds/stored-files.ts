// Originals as they were handed over: kept whole with their hash, so that what was delivered can be shown as it was.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { StoredFileTable } from './tables.ts'

export interface FileToStore {
  /** Null where it is of no feed. */
  readonly feed: string | null
  readonly purpose: StoredFileTable['purpose']
  /** As people know it; never a path. */
  readonly name: string
  readonly bytes: number
  /** Hexadecimal, of the whole content. */
  readonly sha256: string
}

export interface StoredFile extends FileToStore {
  readonly id: number
  readonly storedAt: Instant
}

/** The content did not have the size or the hash that it was announced with. */
export class StoredFileError extends Error {
  override readonly name = 'StoredFileError'
}

const PART_BYTES = 1_048_576
const COLUMNS = ['id', 'feed', 'purpose', 'name', 'bytes', 'sha256', 'stored_at'] as const

/**
 * Keeps a file, part by part in short transactions; nobody sees it before it is whole. Throws StoredFileError when the content is not what
 * was announced. What a broken-off call left behind is deleted by a later one.
 */
export async function storeFile(db: Db, file: FileToStore, content: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  await deleteLeftovers(db)
  const { id } = await db.insertInto('stored_file').values({ ...file }).returning('id').executeTakeFirstOrThrow()
  const hash = createHash('sha256')
  let bytes = 0
  let number = 0
  for await (const part of inParts(content)) {
    hash.update(part)
    bytes += part.length
    await db.insertInto('stored_file_part').values({ file: id, number, content: part }).execute()
    number += 1
  }
  if (bytes !== file.bytes || hash.digest('hex') !== file.sha256) {
    await deleteFile(db, id)
    throw new StoredFileError(`${file.name} was announced with ${file.bytes} bytes and another hash, but ${bytes} bytes came: send it again.`)
  }
  const row = await db.updateTable('stored_file').set({ whole: true }).where('id', '=', id).returning(COLUMNS).executeTakeFirstOrThrow()
  return fileOf(row)
}

/** A whole file by its id. */
export async function findStoredFile(db: Db, id: number): Promise<StoredFile | undefined> {
  const row = await db.selectFrom('stored_file').select(COLUMNS).where('id', '=', id).where('whole', '=', true).executeTakeFirst()
  return row === undefined ? undefined : fileOf(row)
}

/** The oldest whole file of this content that a feed was given. */
export async function findSameFile(db: Db, { feed, purpose, sha256 }: Pick<FileToStore, 'feed' | 'purpose' | 'sha256'>): Promise<StoredFile | undefined> {
  const row = await db.selectFrom('stored_file').select(COLUMNS)
    .where('sha256', '=', sha256).where('purpose', '=', purpose).where('whole', '=', true)
    .where(feed === null ? sql<boolean>`feed is null` : sql<boolean>`feed = ${feed}`)
    .orderBy('id').limit(1).executeTakeFirst()
  return row === undefined ? undefined : fileOf(row)
}

/** The content of a file, part by part. */
export async function* readStoredFile(db: Db, id: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const { rows } = await sql<{ content: Uint8Array }>`select content from stored_file_part where file = ${id} and number = ${number}`.execute(db)
    const part = rows[0]
    if (part === undefined) return
    yield part.content
  }
}

async function* inParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + PART_BYTES - size)
      waiting.push(piece)
      size += piece.length
      from += piece.length
      if (size < PART_BYTES) continue
      yield Buffer.concat(waiting)
      waiting = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(waiting)
}

/** Files that a process left unfinished; one that is being written now is younger. */
async function deleteLeftovers(db: Db): Promise<void> {
  const { rows } = await sql<{ id: number }>`select id from stored_file where not whole and stored_at < clock_timestamp() - interval '1 day'`.execute(db)
  for (const { id } of rows) await deleteFile(db, id)
}

async function deleteFile(db: Db, id: number): Promise<void> {
  await db.deleteFrom('stored_file_part').where('file', '=', id).execute()
  await db.deleteFrom('stored_file').where('id', '=', id).execute()
}

function fileOf({ stored_at: storedAt, ...row }: FileToStore & { readonly id: number; readonly stored_at: number }): StoredFile {
  return { ...row, storedAt }
}
