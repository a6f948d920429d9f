// The feed files that a command is given: files by name, and of a directory everything that ends in .feed.yaml.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { FeedText } from '../feeds-in-force.ts'
import { CommandError } from './command.ts'

const MOST_FILES = 500
const LONGEST_FILE = 4_000_000

/** In the order of the arguments, those of a directory by name. Throws CommandError for a directory without feeds and for more than 500 files. */
export async function readFeedTexts(paths: readonly string[]): Promise<readonly FeedText[]> {
  const files: string[] = []
  for (const path of paths) files.push(...((await kindOf(path)) === 'directory' ? await feedsIn(path) : [path]))
  if (files.length > MOST_FILES) throw new CommandError(`${files.length} feed files are more than ${MOST_FILES}: apply them in parts.`)
  return Promise.all(files.map(async (file) => ({ text: await textOf(file), fileName: resolve(file) })))
}

async function kindOf(path: string): Promise<'file' | 'directory'> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CommandError(`There is no file or directory ${path}.`, { cause })
  })
  return found.isDirectory() ? 'directory' : 'file'
}

async function feedsIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => /\.feed\.ya?ml$/.test(name)).toSorted()
  if (names.length === 0) throw new CommandError(`${directory} holds no feed file: their names end in .feed.yaml.`)
  return names.map((name) => join(directory, name))
}

async function textOf(file: string): Promise<string> {
  const { size } = await stat(file)
  if (size > LONGEST_FILE) throw new CommandError(`${file} is too long for a feed file.`)
  return readFile(file, 'utf8')
}
