// What the sample rows say of each column: its texts, how often each occurs, and how many rows have nothing there.
import type { DiscoveredField } from '../adapters/adapter.ts'
import { compilePath } from '../mapping/path.ts'
import type { Sample } from '../samples/sample.ts'
import { lastKey, plainName } from './plain-name.ts'
import type { Fit } from './proposal.ts'

export interface Column {
  readonly path: string
  /** The name, and what the source says of it, without what differs from system to system. */
  readonly plain: string
  readonly plainComment: string
  /** Trimmed texts and the rows that hold them, in the order in which they first occur. */
  readonly texts: ReadonlyMap<string, number>
  /** Rows that have a text. */
  readonly filled: number
  readonly rows: number
  /** Texts such as — that stand for nothing here. */
  readonly dashes: readonly string[]
}

/** What can be said of a column in which nothing stands. */
export const BLANK_FIT: Fit = { state: 'blank', says: { zh: '样例行中都是空的，无法核对', en: 'empty in every sample row, so that nothing could be checked' } }

/** Texts by which people say that there is nothing. */
const DASHES: ReadonlySet<string> = new Set(['—', '——', '-', '--', '/', '\\N', '无', '空', 'NULL', 'null', 'N/A'])

/** A column for every discovered field; rows that could not be read say nothing. */
export function columnsOf(fields: readonly DiscoveredField[], samples: readonly Sample[]): readonly Column[] {
  const records = samples.flatMap((sample) => ('record' in sample ? [sample.record] : []))
  const seen = new Set<string>()
  return fields.flatMap(({ path, comment }) => {
    if (seen.has(path)) return []
    seen.add(path)
    const valueOf = compilePath(path)
    const texts = new Map<string, number>()
    const dashes = new Set<string>()
    let filled = 0
    for (const record of records) {
      const text = textOf(valueOf(record))
      if (text === '') continue
      if (DASHES.has(text)) dashes.add(text)
      else {
        texts.set(text, (texts.get(text) ?? 0) + 1)
        filled += 1
      }
    }
    return [{ path, plain: plainName(lastKey(path)), plainComment: plainName(comment ?? ''), texts, filled, rows: records.length, dashes: [...dashes].toSorted() }]
  })
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : ''
}
