// What a workbook holds: its sheets as people see them, where its parts are, and from which day it counts dates.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { ZipEntry } from '../zip/open-zip.ts'
import { readPart, type Book } from './part-reader.ts'
import type { XmlHandler } from './xml-scanner.ts'

export interface Sheet {
  readonly name: string
  readonly isVisible: boolean
  readonly entry: ZipEntry
}

export interface Workbook {
  readonly sheets: readonly Sheet[]
  /** Whether day 0 is 1904-01-01, as old Macintosh files have it. */
  readonly date1904: boolean
  readonly sharedStrings: ZipEntry | undefined
  readonly styles: ZipEntry | undefined
}

interface Relation {
  readonly id: string
  /** Last segment of the type's name. */
  readonly type: string
  readonly entry: ZipEntry | undefined
}

const MOST_SHEETS = 255

/** Throws FeedReadError for an archive that holds no xlsx workbook. */
export async function readWorkbook(book: Book): Promise<Workbook> {
  const main = (await relationsOf(book, '')).find(({ type }) => type === 'officeDocument')?.entry
  if (main === undefined) throw noWorkbook(book.name)
  if (!main.name.endsWith('.xml')) throw noWorkbook(book.name)
  const relations = await relationsOf(book, main.name)
  const listed: { readonly name: string; readonly state: string; readonly relation: string }[] = []
  let date1904 = false
  await readPart(book, main, {
    ...SILENT,
    open(name, attributes) {
      if (name === 'sheet' && listed.length < MOST_SHEETS) {
        listed.push({ name: attributes.get('name') ?? '', state: attributes.get('state') ?? 'visible', relation: attributes.get('id', { prefixed: true }) ?? '' })
      } else if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes.get('date1904') ?? '')
    },
  })
  const sheets = listed.flatMap(({ name, state, relation }): readonly Sheet[] => {
    const target = relations.find(({ id, type }) => id === relation && type === 'worksheet')
    return target?.entry === undefined ? [] : [{ name, isVisible: state === 'visible', entry: target.entry }]
  })
  if (sheets.length === 0) throw noWorkbook(book.name)
  return { sheets, date1904, sharedStrings: relations.find(({ type }) => type === 'sharedStrings')?.entry, styles: relations.find(({ type }) => type === 'styles')?.entry }
}

/** The sheet that a feed reads. Throws FeedReadError naming those that there are. */
export function chosenSheet({ sheets }: Workbook, choice: string | number | undefined, file: string): Sheet {
  const visible = sheets.filter(({ isVisible }) => isVisible)
  const found = typeof choice === 'string' ? sheets.find(({ name }) => name.trim() === choice.trim()) : visible[(choice ?? 1) - 1]
  if (found !== undefined) return found
  const there = visible.map(({ name }) => name).join('、')
  throw new FeedReadError('contract', `${file} has no sheet ${choice ?? 1}; it has ${there}. Correct "sheet", or ask whether the source renamed it.`, `${file} 没有工作表“${choice ?? 1}”，现有：${there}。请更正 sheet，或询问来源是否改名。`)
}

/** What does nothing with a part. */
export const SILENT: XmlHandler = {
  open: () => undefined,
  text: () => undefined,
  close: () => undefined,
}

/** The relations of a part, by the rules of the format: they stand in _rels beside it. */
async function relationsOf(book: Book, part: string): Promise<readonly Relation[]> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const entry = book.zip.entries.find(({ name }) => name === `${folder}_rels/${part.slice(slash + 1)}.rels`)
  if (entry === undefined) return []
  const relations: Relation[] = []
  await readPart(book, entry, {
    ...SILENT,
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.get('TargetMode') === 'External') return
      const target = resolve(folder, attributes.get('Target') ?? '')
      relations.push({
        id: attributes.get('Id') ?? '',
        type: (attributes.get('Type') ?? '').split('/').at(-1) ?? '',
        entry: book.zip.entries.find((candidate) => candidate.name.toLowerCase() === target.toLowerCase()),
      })
    },
  })
  return relations
}

function resolve(folder: string, target: string): string {
  const segments = target.startsWith('/') ? [] : folder.split('/').filter((segment) => segment !== '')
  for (const segment of target.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments.join('/')
}

function noWorkbook(file: string): FeedReadError {
  return new FeedReadError('contract', `${file} is no xlsx workbook: open it in a spreadsheet program and save it as xlsx (另存为 xlsx).`, `${file} 不是 xlsx 工作簿：请用表格软件打开后另存为 xlsx。`)
}
