// One cell as text: what a person sees in it, with every digit that the sheet holds.
import type { RejectionCode } from '../../mapping/rejection.ts'
import type { SharedStrings } from './shared-strings.ts'
import { patternOf, serialDate } from './serial-date.ts'
import { plainText, readNumber, type SheetNumber } from './spreadsheet-number.ts'
import { PLAIN, type NumberStyle } from './styles.ts'

/** A cell as the sheet has it. `type` is its own word: s, str, inlineStr, b, e, d, or n for a number. */
export interface Cell {
  readonly type: string
  readonly style: number
  readonly value: string
}

/** What keeps a cell from being read; `shown` is what stands there. */
export interface CellFault {
  readonly code: Extract<RejectionCode, 'error-cell' | 'lost-digits' | 'no-spreadsheet-date'>
  readonly shown: string
}

export interface CellContext {
  readonly strings: SharedStrings
  readonly styles: readonly NumberStyle[]
  readonly date1904: boolean
}

export interface ColumnShape {
  /** Form of dates that the feed declares for the column. */
  readonly dateForm?: string | undefined
  /** Plain numbers of the column are dates. */
  readonly isSerialDate?: boolean
}

export type CellText = { readonly text: string; readonly fault?: CellFault }

export const EMPTY: CellText = { text: '' }

/** A formula is its last computed value. Numbers come as plain decimals, percentages with their sign, dates in the form of their column. */
export function cellText({ type, style, value }: Cell, shape: ColumnShape, context: CellContext): CellText {
  switch (type) {
    case 's': {
      const text = /^\d{1,8}$/.test(value) ? context.strings.at(Number(value)) : undefined
      return text === undefined ? { text: value, fault: { code: 'error-cell', shown: `#${value}` } } : { text }
    }
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE' }
    case 'e':
      return { text: value, fault: { code: 'error-cell', shown: value } }
    case 'str':
    case 'inlineStr':
    case 'd':
      return { text: value }
    default:
      return value === '' ? EMPTY : numberText(value, shape, { ...context, style: context.styles[style] ?? PLAIN })
  }
}

function numberText(value: string, shape: ColumnShape, { style, date1904 }: CellContext & { readonly style: NumberStyle }): CellText {
  const number = readNumber(value)
  if (number === undefined) return { text: value, fault: { code: 'error-cell', shown: value } }
  if (number === 'lost-digits') return { text: value, fault: { code: 'lost-digits', shown: value } }
  const isDate = style.kind === 'date' || style.kind === 'date-time' || shape.isSerialDate === true
  if (isDate) return dateText(number, shape, { withTime: style.kind === 'date-time', date1904 })
  if (style.kind === 'percent') return { text: `${plainText(number, 2)}%` }
  const text = plainText(number)
  return style.kind === 'padded' && /^\d+$/.test(text) ? { text: text.padStart(style.digits, '0') } : { text }
}

function dateText(number: SheetNumber, { dateForm }: ColumnShape, shape: { readonly withTime: boolean; readonly date1904: boolean }): CellText {
  const plain = plainText(number)
  const text = serialDate(Number(plain), { ...shape, pattern: dateForm === undefined ? undefined : patternOf(dateForm) })
  return text === undefined ? { text: plain, fault: { code: 'no-spreadsheet-date', shown: plain } } : { text }
}
