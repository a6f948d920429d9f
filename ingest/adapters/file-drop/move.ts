// Where files go: to done/ once they are kept, to failed/ when they cannot be taken, each with a receipt that says so.
import { lstat, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../../rules/time/instant.ts'
import type { Zone } from '../../../rules/time/zone.ts'
import { FeedReadError } from '../adapter.ts'
import { DONE, FAILED, isSame, see, type Seen } from './folder.ts'

export interface Place {
  readonly folder: string
  readonly zone: Zone
  readonly now: () => Instant
}

export interface Taken {
  readonly seen: Seen
  readonly sha256: string
}

/** Characters of a hash in a name: enough to tell files apart, short enough to read. */
const HASH_SHOWN = 12
const LONGEST_NAME = 200

/** Moves a file that is kept. One that another has taken the place of meanwhile stays, and is read again. */
export async function moveToDone(place: Place, { seen, sha256 }: Taken): Promise<void> {
  if (!isSame(seen, await see(place.folder, seen.name))) return
  const at = place.now()
  const name = `${stampOf(at, place.zone)}_${sha256.slice(0, HASH_SHOWN)}_${seen.name}`
  const receipt = { file: seen.name, sha256, bytes: seen.bytes, takenAt: place.zone.format(at) }
  await move(place, { seen, kind: DONE, name, receipt: { kind: 'json', text: `${JSON.stringify(receipt, null, 2)}\n` } })
}

/** Moves what cannot be taken, with the reason beside it. */
export async function moveToFailed(place: Place, seen: Seen, error: FeedReadError): Promise<void> {
  if (!isSame(seen, await see(place.folder, seen.name))) return
  const at = place.now()
  const name = `${stampOf(at, place.zone)}_${seen.name}`
  const text = [
    `${place.zone.format(at)}  ${seen.name}`, '',
    error.text.zh, '更正后放回原文件夹即可重新读取。', '',
    error.text.en, 'Once it is mended, put it back into the folder and it is read again.', '',
  ].join('\n')
  await move(place, { seen, kind: FAILED, name, receipt: { kind: 'txt', text } })
}

/** Moves what belongs to a file that was moved, such as its marker. */
export async function moveAlong(place: Place, name: string): Promise<void> {
  const seen = await see(place.folder, name)
  if (seen?.kind === 'file') await move(place, { seen, kind: DONE, name: `${stampOf(place.now(), place.zone)}_${name}` })
}

interface Move {
  readonly seen: Seen
  readonly kind: typeof DONE | typeof FAILED
  readonly name: string
  readonly receipt?: { readonly kind: 'json' | 'txt'; readonly text: string }
}

async function move({ folder }: Place, { seen, kind, name, receipt }: Move): Promise<void> {
  const target = join(folder, kind)
  try {
    await mkdir(target, { recursive: true })
    if (!(await lstat(target)).isDirectory()) throw new Error(`${target} is no folder`)
    const free = await freeName(target, short(name))
    if (receipt !== undefined) await writeFile(join(target, `${free}.${receipt.kind}`), receipt.text, { flag: 'wx' })
    await rename(join(folder, seen.name), join(target, free))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FeedReadError('refused', `${seen.name} cannot be moved to ${kind}/: ${reason}. Let the user of this process write in ${folder}; until then the file is read again each time, which changes nothing.`, `无法将 ${seen.name} 移入 ${kind}/：${reason}。请允许本程序的用户写入 ${folder}；在此之前每次都会重读该文件，不会重复计数。`, { cause })
  }
}

/** The name, with a number where a file of this name is there already: nothing is ever overwritten. */
async function freeName(folder: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${number}_${name}`
    if ((await see(folder, candidate)) === undefined && (await see(folder, `${candidate}.json`)) === undefined && (await see(folder, `${candidate}.txt`)) === undefined) return candidate
  }
}

/** Ends are kept, because they say what a file is; a character may take four bytes. */
function short(name: string): string {
  const characters = [...name]
  return Buffer.byteLength(name) <= LONGEST_NAME ? name : `${characters.slice(0, 38).join('')}…${characters.slice(-10).join('')}`
}

/** Local time as 20260630-081500. */
function stampOf(at: Instant, zone: Zone): string {
  return zone.format(at).slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace(/[T ]/, '-')
}
