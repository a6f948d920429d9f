// What kind of file somebody chose, from its name and its first bytes.
import type { Filled } from './connection-fields.ts'

const LOOKED_AT = 65_536

/** Fields of the form for a file, filled in as far as its name and first bytes tell. */
export async function guessFormat(file: File): Promise<Filled> {
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''
  switch (extension) {
    case 'xlsx':
      return { format: 'xlsx' }
    case 'zip':
      return { format: 'zip' }
    case 'json':
      return { format: 'json' }
    case 'ndjson':
    case 'jsonl':
      return { format: 'ndjson' }
    default: {
      const bytes = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer())
      const encoding = isUtf8(bytes, file.size <= LOOKED_AT) ? 'utf-8' : 'gb18030'
      const delimiter = delimiterOf(new TextDecoder(encoding).decode(bytes).split('\n')[0] ?? '')
      return { format: 'csv', encoding, ...(delimiter === ',' ? {} : { delimiter }) }
    }
  }
}

/** A character that the first bytes cut in half does not speak against it. */
function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  for (let cut = 0; cut <= (whole ? 0 : 3); cut++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut))
      return true
    } catch {
      continue
    }
  }
  return false
}

/** The one of the known delimiters that is most frequent in the header. */
function delimiterOf(header: string): string {
  const counts = [',', ';', '\t', '|'].map((one) => ({ one, n: header.split(one).length - 1 }))
  return counts.reduce((most, next) => (next.n > most.n ? next : most)).one
}
