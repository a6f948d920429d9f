// How a workbook shows its numbers: only what changes what a number is, not how many places are printed.
import type { ZipEntry } from '../zip/open-zip.ts'
import { readPart, type Book } from './part-reader.ts'
import { SILENT } from './workbook.ts'

/**
 * `date` and `date-time` are days since the workbook's first one; `percent` shows a hundred times the number; `padded` fills codes with leading zeros.
 * Everything else, elapsed times too, is a plain number.
 */
export type NumberStyle =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  | { readonly kind: 'date-time' }
  | { readonly kind: 'percent' }
  | { readonly kind: 'padded'; readonly digits: number }

export const PLAIN: NumberStyle = { kind: 'plain' }

const MOST_STYLES = 70_000
const LONGEST_CODE = 255

/** The style of each cell format, by its number. */
export async function readStyles(book: Book, entry: ZipEntry | undefined): Promise<readonly NumberStyle[]> {
  if (entry === undefined) return []
  const codes = new Map<number, string>()
  const styles: NumberStyle[] = []
  let isInCells = false
  await readPart(book, entry, {
    ...SILENT,
    open(name, attributes) {
      if (name === 'cellXfs') isInCells = true
      else if (name === 'numFmt' && codes.size < MOST_STYLES) codes.set(Number(attributes.get('numFmtId')), (attributes.get('formatCode') ?? '').slice(0, LONGEST_CODE))
      else if (name === 'xf' && isInCells && styles.length < MOST_STYLES) {
        const id = Number(attributes.get('numFmtId') ?? 0)
        styles.push(builtIn(id) ?? styleOf(codes.get(id) ?? 'General'))
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false
    },
  })
  return styles
}

/** The formats that need no code; 27 to 36 and 50 to 58 are the dates of East Asia. */
function builtIn(id: number): NumberStyle | undefined {
  if (id === 9 || id === 10) return { kind: 'percent' }
  if (id === 22) return { kind: 'date-time' }
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return { kind: 'date' }
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47 || id === 55 || id === 56) return { kind: 'date-time' }
  return undefined
}

/** Reads a format code: what is in quotes, escaped or in brackets is decoration. */
export function styleOf(code: string): NumberStyle {
  const [first = ''] = code.replace(/"[^"]*"?|\\.|_.|\*./g, '').split(';')
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return PLAIN
  const bare = first.replace(/\[[^\]]*\]/g, '').replace(/general|g\/通用格式|上午\/下午|am\/pm|a\/p|e[+-]/gi, '')
  if (/^0+$/.test(bare) && bare.length > 1) return { kind: 'padded', digits: bare.length }
  if (bare.includes('%')) return { kind: 'percent' }
  if (/[hs]/i.test(bare)) return { kind: 'date-time' }
  return /[ymde]/i.test(bare) ? { kind: 'date' } : PLAIN
}
