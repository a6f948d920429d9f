// Which files of a folder are complete: unchanged between two looks, marked as done by their source, or all there that a manifest names.
import { join } from 'node:path'
import { readdir } from 'node:fs/promises'
import type { Bilingual } from '../../mapping/rejection.ts'
import { withFile } from '../../formats/open-file.ts'
import { FeedReadError } from '../adapter.ts'
import type { FileDropConfig } from './config.ts'
import { DONE, isSame, look, see, type Seen } from './folder.ts'
import { readManifest, type Expected } from './manifest.ts'

export interface CompleteFile {
  readonly seen: Seen
  /** What its manifest says of it. */
  readonly expected?: Expected
  readonly manifest?: ManifestFile
}

export interface ManifestFile {
  readonly seen: Seen
  /** Files that it names and that have not been taken, to be taken off one by one. */
  readonly left: Set<string>
}

export interface Completeness {
  readonly complete: readonly CompleteFile[]
  /** Files that are not complete yet, and what is missing. */
  readonly waiting: readonly Bilingual[]
  /** Manifests that cannot be read, or whose files were all taken. */
  readonly settled: readonly { readonly seen: Seen; readonly error?: FeedReadError }[]
}

export interface Looking {
  readonly folder: string
  readonly config: FileDropConfig
  readonly signal: AbortSignal
  /** Lets time pass between two looks. */
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>
}

const STABLE_SECONDS = 10
const NOTHING: Pick<Completeness, 'waiting' | 'settled'> = { waiting: [], settled: [] }

export async function completeFiles(looking: Looking): Promise<Completeness> {
  const { folder, config } = looking
  const seen = (await look(folder, config.names)).toSorted(config.order === 'time' ? byTime : byName)
  if (config.manifest !== undefined) return byManifests(looking, seen, await look(folder, config.manifest))
  if (config.marker !== undefined) return byMarkers(looking, seen.filter(({ name }) => !name.endsWith(config.marker ?? '')), config.marker)
  return stable(looking, seen)
}

const byName = (a: Seen, b: Seen): number => (a.name < b.name ? -1 : 1)
const byTime = (a: Seen, b: Seen): number => a.changedAt - b.changedAt || byName(a, b)

/** Two looks; nothing else is sure on a share, whose notices do not reach us and whose copies may carry an old date. */
async function stable({ folder, config, signal, pause }: Looking, seen: readonly Seen[]): Promise<Completeness> {
  const seconds = config.stableSeconds ?? STABLE_SECONDS
  if (seen.length === 0) return { ...NOTHING, complete: [] }
  await pause(seconds, signal)
  const again = await Promise.all(seen.map(async (first) => ({ first, isStable: isSame(first, await see(folder, first.name)) })))
  return {
    complete: again.flatMap(({ first, isStable }) => (isStable ? [{ seen: first }] : [])),
    waiting: again.flatMap(({ first: { name }, isStable }) => (isStable ? [] : [{ zh: `${name} 仍在写入，${seconds} 秒内无变化后读取`, en: `${name} is still growing: it is read once it has not changed for ${seconds} s` }])),
    settled: [],
  }
}

async function byMarkers({ folder }: Looking, seen: readonly Seen[], marker: string): Promise<Completeness> {
  const marked = await Promise.all(seen.map(async (file) => ({ file, isMarked: (await see(folder, `${file.name}${marker}`)) !== undefined })))
  return {
    complete: marked.flatMap(({ file, isMarked }) => (isMarked ? [{ seen: file }] : [])),
    waiting: marked.flatMap(({ file: { name }, isMarked }) => (isMarked ? [] : [{ zh: `${name} 尚无完成标记 ${name}${marker}`, en: `${name} has no mark ${name}${marker} yet` }])),
    settled: [],
  }
}

async function byManifests({ folder, signal }: Looking, seen: readonly Seen[], manifests: readonly Seen[]): Promise<Completeness> {
  const there = new Map(seen.filter(({ name }) => !manifests.some((manifest) => manifest.name === name)).map((file) => [file.name, file]))
  const named = new Map<string, CompleteFile>()
  const waiting: Bilingual[] = []
  const settled: { readonly seen: Seen; readonly error?: FeedReadError }[] = []
  for (const manifest of manifests.toSorted(byTime)) {
    try {
      const listed = await withFile(join(folder, manifest.name), { name: manifest.name, links: 'refuse' }, (file) => readManifest(file, signal))
      const missing = await missingFrom(folder, listed.filter(({ file }) => !there.has(file)))
      const left = new Set([...missing.map(({ file }) => file), ...listed.flatMap(({ file }) => (there.has(file) ? [file] : []))])
      for (const { file } of missing) waiting.push({ zh: `清单 ${manifest.name} 中的 ${file} 未到`, en: `${file}, which ${manifest.name} names, is not there yet` })
      if (left.size === 0) settled.push({ seen: manifest })
      for (const expected of listed) {
        const file = there.get(expected.file)
        if (file !== undefined) named.set(file.name, { seen: file, expected, manifest: { seen: manifest, left } })
      }
    } catch (error) {
      if (!(error instanceof FeedReadError)) throw error
      settled.push({ seen: manifest, error })
    }
  }
  for (const name of there.keys()) if (!named.has(name)) waiting.push({ zh: `${name} 尚未列入任何清单`, en: `${name} is named by no manifest yet` })
  return { complete: [...there.keys()].flatMap((name) => named.get(name) ?? []), waiting, settled }
}

/** Of files that are not there, those that were not taken before either: a crash may come between the last file and its manifest. */
async function missingFrom(folder: string, absent: readonly Expected[]): Promise<readonly Expected[]> {
  if (absent.length === 0) return []
  const done = await readdir(join(folder, DONE)).catch(() => [])
  return absent.filter(({ file, sha256 }) => !done.some((name) => name.endsWith(sha256 === undefined ? `_${file}` : `_${sha256.slice(0, 12).toLowerCase()}_${file}`)))
}
