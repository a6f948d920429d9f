// The directory of a ZIP archive, looked through before anything of it is inflated: number, sizes, ratios, names, overlaps.
import { crc32 } from 'node:zlib'
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl'
import { FeedReadError } from '../../adapters/adapter.ts'
import type { OpenFile } from '../open-file.ts'
import { entryName } from './entry-name.ts'
import { damagedZip, refusedZip, zipIncomplete } from './zip-problems.ts'

export interface ZipLimits {
  readonly entries: number
  /** Inflated bytes of one entry. */
  readonly entryBytes: number
  /** Inflated bytes of all entries. */
  readonly totalBytes: number
}

export interface ZipEntry {
  /** Relative, "/" between its segments. */
  readonly name: string
  readonly bytes: number
}

export interface OpenZip {
  /** Files only, in the order of the directory. */
  readonly entries: readonly ZipEntry[]
  /** The content of an entry, chunk by chunk. Throws FeedReadError where it is not what the directory says; a wrong checksum shows at the end. */
  read(entry: ZipEntry): AsyncGenerator<Uint8Array>
}

/** Text rarely shrinks to less than a hundredth; a bomb is made of nothing else. */
const LARGEST_RATIO = 250
/** Small entries may shrink as much as they like. */
const RATIO_MATTERS_FROM = 4_194_304
const LOCAL_HEADER_BYTES = 30
const SYMLINK = 0o120000
const FILE_TYPE = 0o170000

/** Reads the directory. Throws FeedReadError for an archive that is cut short, damaged, encrypted, or asks for too much. */
export async function openZip(file: OpenFile, limits: ZipLimits): Promise<OpenZip> {
  const { name } = file
  const entries: { readonly entry: ZipEntry; readonly raw: Entry }[] = []
  let zip: ZipFile
  try {
    // Never closed by itself: the open file belongs to who opened it.
    zip = await fromFdPromise(file.handle.fd, { autoClose: false, decodeStrings: false, validateEntrySizes: true })
    if (zip.entryCount > limits.entries) throw refusedZip(name, { zh: `条目超过 ${limits.entries} 个`, en: `more than ${limits.entries} entries` })
    const raws: Entry[] = []
    for await (const raw of zip.eachEntry()) raws.push(raw)
    for (const raw of raws) {
      const entry = checkEntry(raw, { archive: name, limits })
      if (entry !== undefined) entries.push({ entry, raw })
    }
    checkTogether(raws, entries.map(({ entry }) => entry), { archive: name, limits, bytes: file.bytes })
  } catch (error) {
    if (error instanceof FeedReadError) throw error
    throw zipIncomplete(name, error)
  }
  const raws = new Map(entries.map(({ entry, raw }) => [entry, raw]))
  return {
    entries: entries.map(({ entry }) => entry),
    async *read(entry) {
      const raw = raws.get(entry)
      if (raw === undefined) throw new TypeError(`${entry.name} is of another archive.`)
      yield* contentOf(zip, raw, { archive: name, entry })
    },
  }
}

interface Checking {
  readonly archive: string
  readonly limits: ZipLimits
}

/** The entry; undefined for a folder. */
function checkEntry(raw: Entry, { archive, limits }: Checking): ZipEntry | undefined {
  const name = entryName(raw.fileNameRaw, raw.generalPurposeBitFlag)
  if (!name.ok) throw refusedZip(archive, { zh: `条目名不安全（${name.shown.slice(0, 80)}）`, en: `the entry name ${JSON.stringify(name.shown.slice(0, 80))} is not safe` })
  const at = name.name
  if (raw.isEncrypted()) throw refusedZip(archive, { zh: `${at} 已加密`, en: `${at} is encrypted` })
  if ((raw.externalFileAttributes >>> 16 & FILE_TYPE) === SYMLINK) throw refusedZip(archive, { zh: `${at} 是符号链接`, en: `${at} is a symbolic link` })
  if (at.endsWith('/')) {
    if (raw.uncompressedSize > 0) throw refusedZip(archive, { zh: `目录 ${at} 带有内容`, en: `the folder ${at} has content` })
    return undefined
  }
  if (raw.compressionMethod !== 0 && raw.compressionMethod !== 8) throw refusedZip(archive, { zh: `${at} 的压缩方式不支持`, en: `${at} is packed in a way that is not read` })
  if (raw.uncompressedSize > limits.entryBytes) throw refusedZip(archive, { zh: `${at} 解压后超过 ${limits.entryBytes / 1_048_576} MiB`, en: `${at} has more than ${limits.entryBytes / 1_048_576} MiB when it is unpacked` })
  if (raw.uncompressedSize > RATIO_MATTERS_FROM && raw.uncompressedSize > raw.compressedSize * LARGEST_RATIO) {
    throw refusedZip(archive, { zh: `${at} 的压缩比超过 ${LARGEST_RATIO}`, en: `${at} unpacks to more than ${LARGEST_RATIO} times its size` })
  }
  return { name: at, bytes: raw.uncompressedSize }
}

function checkTogether(raws: readonly Entry[], entries: readonly ZipEntry[], { archive, limits, bytes }: Checking & { readonly bytes: number }): void {
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  if (total > limits.totalBytes) throw refusedZip(archive, { zh: `解压后合计超过 ${limits.totalBytes / 1_048_576} MiB`, en: `more than ${limits.totalBytes / 1_048_576} MiB in all when it is unpacked` })
  const names = new Set<string>()
  for (const { name } of entries) {
    const same = name.toLowerCase()
    if (names.has(same)) throw refusedZip(archive, { zh: `条目 ${name} 重名`, en: `the entry ${name} is there twice` })
    names.add(same)
  }
  const inOrder = raws.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  for (const [index, raw] of inOrder.entries()) {
    const end = raw.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + raw.compressedSize
    if (end > (inOrder[index + 1]?.relativeOffsetOfLocalHeader ?? bytes)) throw refusedZip(archive, { zh: '条目相互重叠', en: 'its entries overlap' })
  }
}

async function* contentOf(zip: ZipFile, raw: Entry, { archive, entry }: { readonly archive: string; readonly entry: ZipEntry }): AsyncGenerator<Uint8Array> {
  let crc = 0
  try {
    const local = await zip.readLocalFileHeaderPromise(raw)
    if (Buffer.compare(local.fileName, raw.fileNameRaw) !== 0) throw refusedZip(archive, { zh: `${entry.name} 在目录与数据中名称不同`, en: `${entry.name} has another name in its own header` })
    for await (const chunk of await zip.openReadStreamPromise(raw)) {
      if (!(chunk instanceof Uint8Array)) continue
      crc = crc32(chunk, crc)
      yield chunk
    }
  } catch (error) {
    if (error instanceof FeedReadError) throw error
    throw damagedZip(archive, entry.name, error)
  }
  if (crc !== raw.crc32) throw damagedZip(archive, entry.name)
}
