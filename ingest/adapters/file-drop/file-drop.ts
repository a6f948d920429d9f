// A folder into which a source puts files: complete ones are read in their order, and moved away once they are kept.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Feed } from '../../feed-file/feed.ts'
import { discoverIn } from '../../formats/discover-file.ts'
import { partsOfGivenFile, samplesOfFile } from '../../formats/feed-file-parts.ts'
import type { SampleRuns } from '../../formats/file-reader.ts'
import { formatProblems } from '../../formats/format-problems.ts'
import { bytesOf, openFile, withFile, type OpenFile } from '../../formats/open-file.ts'
import { partsOf } from '../../formats/parts.ts'
import type { Bilingual } from '../../mapping/rejection.ts'
import { FeedReadError, type Adapter, type Part, type ReadOptions, type Source } from '../adapter.ts'
import { completeFiles, type CompleteFile } from './completeness.ts'
import type { FileDropConfig } from './config.ts'
import { folderOf, isSame, look, pathProblem, see } from './folder.ts'
import { holdTo } from './manifest.ts'
import { moveAlong, moveToDone, moveToFailed, type Place } from './move.ts'

type Pause = (seconds: number, signal: AbortSignal) => Promise<void>

const realPause: Pause = async (seconds, signal) => void (await sleep(seconds * 1_000, undefined, { signal }))

/** `pause` lets time pass between two looks; a test hands in its own. */
export function createFileDrop(pause: Pause = realPause): Adapter {
  return {
    kind: 'file-drop',
    emptyRead: 'says-nothing',
    check(feed) {
      const config = configOf(feed)
      const problem = pathProblem(config.path)
      const both = config.marker !== undefined && config.manifest !== undefined ? ['A delivery is complete by its marker or by its manifest: keep one of "marker" and "manifest".'] : []
      return [...(problem === undefined ? [] : [problem]), ...both, ...formatProblems(config.format)]
    },
    discover,
    read: (feed, options) => readFolder(feed, options, pause),
  }
}

export const fileDrop: Adapter = createFileDrop()

function configOf(feed: Source): FileDropConfig {
  if (feed.adapter.kind !== 'file-drop') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by file-drop.`)
  return feed.adapter
}

/** Looks into the newest file of the folder, complete or not: it is only shown. */
async function discover(source: Source, options: ReadOptions & { readonly rows: number }): ReturnType<NonNullable<Adapter['discover']>> {
  const { path, names, format } = configOf(source)
  const folder = options.file === undefined ? await folderOf(path, options.dropRoot) : undefined
  const newest = folder === undefined ? undefined : (await look(folder, names)).filter(({ kind }) => kind === 'file').toSorted((a, b) => b.changedAt - a.changedAt)[0]
  const place = options.file ?? (folder === undefined || newest === undefined ? undefined : join(folder, newest.name))
  if (place === undefined) throw new FeedReadError('unreachable', `There is no file ${names} in ${folder} yet: put one there to see what is in it.`, `${folder} 中还没有 ${names}：请先放入一个文件再查看内容。`)
  return withFile(place, { name: newest?.name ?? names, links: 'refuse' }, (file) => discoverIn(file, format, options))
}

async function* readFolder(feed: Feed, options: ReadOptions, pause: Pause): AsyncGenerator<Part> {
  if (options.file !== undefined) return yield* partsOfGivenFile(feed, { ...options, file: options.file })
  const config = configOf(feed)
  const { signal, zone, now } = options
  const folder = await folderOf(config.path, options.dropRoot)
  const place: Place = { folder, zone, now }
  const { complete, waiting, settled } = await completeFiles({ folder, config, signal, pause })
  const problems: FeedReadError[] = []
  for (const { seen, error } of settled) {
    if (error === undefined) await moveAlong(place, seen.name)
    else problems.push(await turnDown(place, { seen }, error))
  }
  for (const file of complete) {
    signal.throwIfAborted()
    try {
      yield* partsOfDropped(feed, file, { options, place, config })
    } catch (error) {
      if (!(error instanceof FeedReadError)) throw error
      problems.push(await turnDown(place, file, error))
    }
  }
  if (problems.length > 0 || waiting.length > 0) throw together(problems, waiting)
}

interface Taking {
  readonly options: ReadOptions
  readonly place: Place
  readonly config: FileDropConfig
}

/** The parts of one file; the last of them moves it away once it is kept. */
async function* partsOfDropped(feed: Feed, dropped: CompleteFile, { options, place, config }: Taking): AsyncGenerator<Part> {
  const { signal, batchSize } = options
  const { seen, expected } = dropped
  const file = await openFile(join(place.folder, seen.name), { name: seen.name, links: 'refuse' })
  try {
    await holdStill(place, dropped, file)
    const sha256 = await hashOf(file, signal)
    if (expected !== undefined) holdTo(expected, seen.name, { bytes: file.bytes, sha256, rows: expected.rows === undefined ? undefined : await rowsOf(samplesOfFile(feed, file, signal)) })
    const acknowledge = async (): Promise<void> => {
      await moveToDone(place, { seen, sha256 })
      await moveCompanions(place, dropped, config)
    }
    const last = { acknowledge, ...(feed.delivery === 'list' ? { listEnds: true as const } : {}) }
    const parts = partsOf(unchanged(samplesOfFile(feed, file, signal), () => holdStill(place, dropped, file)), { size: batchSize, last })
    if (feed.delivery === 'list') yield* wholeList(parts, seen.name)
    else yield* parts
  } finally {
    await file.handle.close()
  }
}

/** Rows of a full list, which has to be held whole before anything of it is handed over. */
const LONGEST_LIST = 500_000

async function* wholeList(parts: AsyncIterable<Part>, name: string): AsyncGenerator<Part> {
  const held: Part[] = []
  let rows = 0
  for await (const part of parts) {
    held.push(part)
    rows += part.samples.length
    if (rows > LONGEST_LIST) throw new FeedReadError('contract', `${name} is a list of more than ${LONGEST_LIST} rows: deliver its changes (delivery: changes).`, `${name} 的清单超过 ${LONGEST_LIST} 行：请改为交付变更（delivery: changes）。`)
  }
  if (rows === 0) throw new FeedReadError('contract', `${name} is a list without a row, which would take back every entry: deliver the list whole.`, `${name} 是空清单，会撤回全部条目：请交付完整清单。`)
  yield* held
}

/** Throws when the file is no longer the one that was seen to be complete. */
async function holdStill({ folder }: Place, { seen }: CompleteFile, { handle }: OpenFile): Promise<void> {
  const about = await handle.stat()
  const isOpenOne = `${about.dev}:${about.ino}` === seen.id && about.size === seen.bytes && about.mtimeMs === seen.changedAt
  if (isOpenOne && isSame(seen, await see(folder, seen.name))) return
  throw new FeedReadError('incomplete', `${seen.name} changed while it was read: it is read again once it is complete.`, `${seen.name} 在读取时发生变化：写完后将重新读取。`)
}

async function* unchanged(runs: SampleRuns, check: () => Promise<void>): SampleRuns {
  yield* runs
  await check()
}

async function hashOf(file: OpenFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytesOf(file, signal)) hash.update(chunk)
  return hash.digest('hex')
}

async function rowsOf(runs: SampleRuns): Promise<number> {
  let rows = 0
  for await (const run of runs) rows += run.length
  return rows
}

/** The marker goes with its file, so that it cannot vouch for the next one; a manifest goes with the last of its files. */
async function moveCompanions(place: Place, { seen, manifest }: CompleteFile, { marker }: FileDropConfig): Promise<void> {
  if (marker !== undefined) await moveAlong(place, `${seen.name}${marker}`)
  manifest?.left.delete(seen.name)
  if (manifest?.left.size === 0) await moveAlong(place, manifest.seen.name)
}

/** What may yet become whole stays where it is; everything else goes to failed/. Returns the problem, for the end of the run. */
async function turnDown(place: Place, { seen }: Pick<CompleteFile, 'seen'>, error: FeedReadError): Promise<FeedReadError> {
  switch (error.failure) {
    case 'incomplete':
    case 'unreachable':
      return error
    case 'refused':
    case 'contract':
    case 'configuration':
      try {
        await moveToFailed(place, seen, error)
        return error
      } catch (moving) {
        if (moving instanceof FeedReadError) return moving
        throw moving
      }
  }
}

const MOST_TOLD = 5

/** One error for a run: what keeps files from being taken is told before what is merely not there yet. */
function together(problems: readonly FeedReadError[], waiting: readonly Bilingual[]): FeedReadError {
  const [first] = problems
  if (first !== undefined && problems.length === 1 && waiting.length === 0) return first
  const told = [...problems.map(({ text }) => text), ...waiting]
  const more = told.length > MOST_TOLD ? { zh: `；另有 ${told.length - MOST_TOLD} 项`, en: `; and ${told.length - MOST_TOLD} more` } : { zh: '', en: '' }
  const failure = problems.find((problem) => problem.failure !== 'incomplete')?.failure ?? 'incomplete'
  const shown = told.slice(0, MOST_TOLD)
  return new FeedReadError(failure, `${shown.map(({ en }) => en).join('; ')}${more.en}`, `${shown.map(({ zh }) => zh).join('；')}${more.zh}`, first === undefined ? {} : { cause: first })
}
