// Contract: originals are kept whole, with their hash, or not at all.
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { findSameFile, findStoredFile, readStoredFile, storeFile, StoredFileError, type FileToStore } from '../../../db/feeds/stored-files.ts'
import type { World } from './world.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const fileOf = (bytes: Uint8Array, rest: Partial<FileToStore> = {}): FileToStore => ({ feed: 'ledger', purpose: 'delivery', name: '台账.xlsx', bytes: bytes.length, sha256: sha256(bytes), ...rest })

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function contentOf(world: World, id: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of readStoredFile(world.db, id)) parts.push(part)
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(1_048_576)
  return Buffer.concat(parts)
}

export function storedFilesContract(world: () => World): void {
  it.each([[0, 10], [1, 10], [1_048_576, 1_048_576], [3_000_001, 700_000], [2_500_000, 2_500_000]])('a file of %i bytes that comes in chunks of %i is given back as it was', async (length, size) => {
    const bytes = randomBytes(length)
    const file = fileOf(bytes)
    const stored = await storeFile(world().db, file, inChunks(bytes, size))
    expect(stored).toMatchObject(file)
    expect(await findStoredFile(world().db, stored.id)).toEqual(stored)
    expect(sha256(await contentOf(world(), stored.id))).toBe(file.sha256)
  })

  it('the same content is found for the feed and purpose that had it, and for no other', async () => {
    const bytes = randomBytes(100)
    const { id } = await storeFile(world().db, fileOf(bytes), inChunks(bytes, 100))
    expect((await findSameFile(world().db, fileOf(bytes)))?.id).toBe(id)
    expect(await findSameFile(world().db, fileOf(bytes, { feed: 'other' }))).toBeUndefined()
    expect(await findSameFile(world().db, fileOf(bytes, { feed: null }))).toBeUndefined()
    expect(await findSameFile(world().db, fileOf(bytes, { purpose: 'evidence' }))).toBeUndefined()
  })

  it('content that is not what was announced leaves nothing', async () => {
    const bytes = randomBytes(2_000_000)
    for (const wrong of [{ bytes: 1_999_999 }, { sha256: sha256(randomBytes(1)) }]) {
      await expect(storeFile(world().db, fileOf(bytes, { name: 'wrong', ...wrong }), inChunks(bytes, 500_000))).rejects.toThrow(StoredFileError)
    }
    expect((await sql<{ count: number }>`select count(*)::integer as count from stored_file where name = 'wrong'`.execute(world().db)).rows).toEqual([{ count: 0 }])
  })

  it('a file that is not whole is seen by nobody, and deleted once it is old', async () => {
    const bytes = randomBytes(10)
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes
      throw new Error('the connection broke off')
    }
    await expect(storeFile(world().db, fileOf(bytes, { name: 'half' }), broken())).rejects.toThrow('broke off')
    const halves = async () => (await sql<{ id: number }>`select id from stored_file where name = 'half'`.execute(world().db)).rows
    const [half] = await halves()
    expect(await findStoredFile(world().db, half?.id ?? 0)).toBeUndefined()
    expect(await findSameFile(world().db, fileOf(bytes))).toBeUndefined()
    await storeFile(world().db, fileOf(bytes), inChunks(bytes, 10))
    expect(await halves()).toHaveLength(1)
    await sql`update stored_file set stored_at = stored_at - interval '2 days' where name = 'half'`.execute(world().db)
    await storeFile(world().db, fileOf(bytes), inChunks(bytes, 10))
    expect(await halves()).toEqual([])
  })
}
