// A column that tells when a row was changed last: read to instants for reckoning, written back for comparing. The column's own text is what a cursor keeps.
import type { Instant } from '../../../rules/time/instant.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { FeedReadError } from '../adapter.ts'
import { compileDate, dateProblem } from '../../mapping/date-format.ts'
import { readPattern, type Pattern } from '../../mapping/date-pattern.ts'
import type { TimeColumn } from './config.ts'
import type { Column, ColumnKind } from './driver.ts'

export interface TimeReader {
  readonly kind: ColumnKind
  /** Undefined for what is no time, or none between 1970 and 2100. */
  read(text: string): Instant | undefined
  /** The text of an instant, cut to what the column can say. */
  write(instant: Instant): string
}

/** What is wrong with the declared format, or undefined. Whether it fits the column shows when the column is seen. */
export function timeProblem({ column, format }: TimeColumn): string | undefined {
  if (format === undefined || format.startsWith('epoch-')) return format === undefined ? undefined : dateProblem({ format })
  const problem = format === 'ISO' ? undefined : dateProblem({ format })
  if (problem !== undefined) return problem
  const pattern = format === 'ISO' ? undefined : readPattern(format)
  if (pattern === undefined || typeof pattern === 'string' || !sortsAsTimes(pattern)) {
    return `The format "${format}" of the time column ${column} does not sort as times do: write year, month, day and so on in this order, each with all its digits, such as yyyy-MM-dd HH:mm:ss. For a column of a date type leave the format out.`
  }
  return undefined
}

/** Largest unit first, each of one width. */
function sortsAsTimes({ steps }: Pattern): boolean {
  const slots = steps.filter(({ kind }) => kind !== 'literal')
  return slots.every(({ kind, min, max, slot }, index) => kind === 'digits' && min === max && slot === index)
}

/** Reads and writes a column's times. Throws FeedReadError where column and format do not fit each other. */
export function timeReaderOf({ column, kind, type }: { readonly column: string; readonly kind: ColumnKind; readonly type: string }, format: string | undefined, zone: Zone): TimeReader {
  const misfit = (en: string, zh: string): FeedReadError => new FeedReadError('contract', `The time column ${column} is of the type ${type}: ${en}`, `时间列 ${column} 的类型为 ${type}：${zh}`)
  const readerOf = (declared: string): TimeReader['read'] => {
    const parse = compileDate({ format: declared }, zone)
    return (text) => {
      const instant = parse(text)
      return typeof instant === 'number' ? instant : undefined
    }
  }
  switch (kind) {
    case 'date':
    case 'clock':
    case 'instant': {
      if (format !== undefined) throw misfit('leave its format out, dates are read as they are.', '请去掉 format，日期类型无需声明格式。')
      const write = kind === 'date' ? (instant: Instant) => localText(instant, zone).slice(0, 10) : kind === 'clock' ? (instant: Instant) => localText(instant, zone) : (instant: Instant) => zone.format(instant)
      return { kind, read: readerOf('ISO'), write }
    }
    case 'number':
    case 'text': {
      if (format === 'epoch-s' || format === 'epoch-ms') {
        return { kind, read: readerOf(format), write: (instant) => String(format === 'epoch-s' ? Math.floor(instant / 1_000) : instant) }
      }
      if (kind === 'number') throw misfit('write format: epoch-s or epoch-ms.', '请写 format: epoch-s 或 epoch-ms。')
      const pattern = format === undefined ? undefined : readPattern(format)
      if (format === undefined || pattern === undefined || typeof pattern === 'string') throw misfit('write how it is written, such as format: "yyyy-MM-dd HH:mm:ss".', '请写明书写格式，例如 format: "yyyy-MM-dd HH:mm:ss"。')
      return { kind, read: readerOf(format), write: (instant) => patternText(pattern, instant, zone) }
    }
    case 'float':
    case 'flag':
    case 'bits':
    case 'binary':
      throw misfit('it cannot tell when a row was changed; choose another column.', '无法表示变更时间，请另选一列。')
  }
}

/** The time column among the columns of a source, as its reader. */
export function timeIn(columns: readonly Column[], time: TimeColumn, zoneName: string): TimeReader {
  const column = columns.find(({ name }) => name === time.column)
  if (column === undefined) throw new TypeError(`The time column ${time.column} was not asked for.`)
  return timeReaderOf({ column: time.column, kind: column.kind, type: column.type }, time.format, zoneOf(zoneName))
}

function localParts(instant: Instant, zone: Zone): readonly number[] {
  const local = new Date(instant + zone.offsetAt(instant))
  return [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds(), local.getUTCMilliseconds()]
}

const localText = (instant: Instant, zone: Zone): string => new Date(instant + zone.offsetAt(instant)).toISOString().slice(0, -1).replace('T', ' ')

function patternText({ steps }: Pattern, instant: Instant, zone: Zone): string {
  const parts = localParts(instant, zone)
  return steps.map(({ kind, literal, slot, min }) => (kind === 'literal' ? String.fromCharCode(literal) : String(parts[slot] ?? 0).padStart(min, '0'))).join('')
}
