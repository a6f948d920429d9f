// ZIP archives of files: one entry after the other is unpacked to a file of its own, proved, read and deleted. Archives inside are not opened.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FeedReadError } from '../../adapters/adapter.ts'
import type { Sample } from '../../samples/sample.ts'
import type { FileReadOptions, SampleRuns } from '../file-reader.ts'
import { fitsGlob } from '../glob.ts'
import type { PlainFormat, ZipFormat } from '../format-schema.ts'
import { openFile, type OpenFile } from '../open-file.ts'
import { openZip, type OpenZip, type ZipEntry, type ZipLimits } from './open-zip.ts'

const LIMITS: ZipLimits = { entries: 1_000, entryBytes: 1_073_741_824, totalBytes: 2_147_483_648 }

/** What spreadsheets and desktops of Apple leave in archives. */
const LITTER = /^__MACOSX\/|(?:^|\/)(?:\.DS_Store|Thumbs\.db)$/

export type ReadPlain = (file: OpenFile, format: PlainFormat, options: FileReadOptions) => SampleRuns

/** Samples of all entries in the order of their names; positions name the entry. */
export async function* readZip(file: OpenFile, format: ZipFormat, options: FileReadOptions & { readonly readPlain: ReadPlain }): SampleRuns {
  const zip = await openZip(file, LIMITS)
  const entries = chosenEntries(zip, format, file.name)
  // Everything is proved before the first record is handed over: a damaged last entry must not leave the first half of a delivery behind.
  for (const entry of entries.slice(1)) await prove(zip, entry, options.signal)
  const folder = await mkdtemp(join(tmpdir(), 'ctmm-zip-'))
  try {
    for (const entry of entries) {
      const path = join(folder, 'entry')
      await unpack(zip, entry, path)
      const unpacked = await openFile(path, { name: `${file.name}/${entry.name}`, links: 'refuse' })
      try {
        for await (const run of options.readPlain(unpacked, format.of, options)) yield run.map((sample): Sample => ({ ...sample, position: `${entry.name}:${sample.position}` }))
      } finally {
        await unpacked.handle.close()
        await rm(path)
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function chosenEntries({ entries }: OpenZip, { of, names }: ZipFormat, archive: string): readonly ZipEntry[] {
  const wanted = names ?? `*.${of.kind}`
  const fits = (entry: ZipEntry): boolean => fitsGlob(entry.name.slice(entry.name.lastIndexOf('/') + 1), wanted)
  const real = entries.filter(({ name }) => !LITTER.test(name))
  const others = real.filter((entry) => !fits(entry))
  if (names === undefined && others.length > 0) {
    const list = others.slice(0, 5).map(({ name }) => name).join('、')
    throw new FeedReadError('contract', `${archive} holds what is not *.${of.kind}: ${list}. Leave it out, or say with "names" which entries are read. Archives inside an archive are not opened.`, `${archive} 含有非 *.${of.kind} 的条目：${list}。请剔除，或用 names 指明读取哪些条目；压缩包内的压缩包不会打开。`)
  }
  const chosen = real.filter(fits).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (chosen.length > 0) return chosen
  throw new FeedReadError('contract', `${archive} holds no ${wanted}: nothing could be read.`, `${archive} 中没有 ${wanted}：没有可读取的内容。`)
}

async function prove(zip: OpenZip, entry: ZipEntry, signal: AbortSignal): Promise<void> {
  for await (const chunk of zip.read(entry)) {
    void chunk
    signal.throwIfAborted()
  }
}

async function unpack(zip: OpenZip, entry: ZipEntry, path: string): Promise<void> {
  const target = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of zip.read(entry)) await target.writeFile(chunk)
  } finally {
    await target.close()
  }
}
