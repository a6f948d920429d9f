// What MySQL's column descriptions mean, and one value as text.
import type { FieldPacket, TypeCast } from 'mysql2'
import type { ColumnKind } from '../driver.ts'

const BINARY_CHARSET = 63

/** Type numbers of the protocol with the names that people know; texts and bytes share numbers and differ by character set. */
const TYPES: ReadonlyMap<number, readonly [type: string, kind: ColumnKind]> = new Map([
  [0x00, ['decimal', 'number']], [0xf6, ['decimal', 'number']],
  [0x01, ['tinyint', 'number']], [0x02, ['smallint', 'number']], [0x03, ['int', 'number']], [0x09, ['mediumint', 'number']], [0x08, ['bigint', 'number']], [0x0d, ['year', 'number']],
  [0x04, ['float', 'float']], [0x05, ['double', 'float']],
  [0x10, ['bit', 'bits']],
  [0x0a, ['date', 'date']], [0x0e, ['date', 'date']],
  [0x0c, ['datetime', 'clock']], [0x07, ['timestamp', 'clock']], [0x0b, ['time', 'text']],
  [0xf5, ['json', 'text']], [0xf7, ['enum', 'text']], [0xf8, ['set', 'text']],
  [0xff, ['geometry', 'binary']], [0xf2, ['vector', 'binary']],
])

const TEXTS: ReadonlyMap<number, readonly [text: string, bytes: string]> = new Map([
  [0xf9, ['tinytext', 'tinyblob']], [0xfa, ['mediumtext', 'mediumblob']], [0xfb, ['longtext', 'longblob']], [0xfc, ['text', 'blob']], [0x0f, ['varchar', 'varbinary']], [0xfd, ['varchar', 'varbinary']], [0xfe, ['char', 'binary']],
])

export function kindOf(field: FieldPacket): ColumnKind {
  const known = TYPES.get(field.columnType ?? -1)
  if (known !== undefined) return known[1]
  return field.characterSet === BINARY_CHARSET ? 'binary' : 'text'
}

export function typeOf(field: FieldPacket): string {
  const number = field.columnType ?? -1
  const [text, bytes] = TEXTS.get(number) ?? ['unknown', 'unknown']
  return field.extendedTypeName ?? field.extendedFormat ?? TYPES.get(number)?.[0] ?? (field.characterSet === BINARY_CHARSET ? bytes : text)
}

type Field = Parameters<Exclude<TypeCast, boolean>>[0]

/** The text that came, counted by `taken`; bits as their digits. */
export function textOf(field: Field, taken: (text: string) => string): string | null {
  if (field.type === 'BIT') {
    const bytes = field.buffer()
    return bytes === null ? null : taken(BigInt(`0x0${bytes.toString('hex')}`).toString(2).padStart(field.length, '0'))
  }
  const text = field.string('utf8')
  return text === null ? null : taken(text)
}
