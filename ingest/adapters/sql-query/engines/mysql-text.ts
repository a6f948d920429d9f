// Statements as one text of MySQL, whose texts are written as hexadecimal digits: no mode, character set or quote can turn a value into words.
import { FeedReadError } from '../../adapter.ts'
import type { ColumnKind } from '../driver.ts'
import { render, type Statement } from '../statement.ts'

const NUMBER = /^-?\d{1,65}(\.\d{1,38})?$/
const BITS = /^[01]{1,64}$/

export function written(statement: Statement): string
export function written(text: string, kind: ColumnKind): string
export function written(what: Statement | string, kind: ColumnKind = 'text'): string {
  return typeof what === 'string' ? valueOf(what, kind) : render(what, { name: quoted, value: valueOf })
}

const quoted = (part: string): string => `\`${part.replaceAll('`', '``')}\``

/** Numbers are compared as numbers: compared with a text, MySQL would take both for floating point and lose digits. */
function valueOf(text: string, kind: ColumnKind): string {
  if (kind === 'number' || kind === 'float' || kind === 'flag') {
    if (!NUMBER.test(text)) throw notWritable(text, 'number', '数字')
    return text
  }
  if (kind === 'bits') {
    if (!BITS.test(text)) throw notWritable(text, 'bits', '位串')
    return `b'${text}'`
  }
  return `_utf8mb4 x'${Buffer.from(text, 'utf8').toString('hex')}'`
}

function notWritable(text: string, en: string, zh: string): FeedReadError {
  const shown = text.slice(0, 60)
  return new FeedReadError('contract', `"${shown}" is compared with a column that holds ${en}: correct the value in the feed file, or see whether the source changed the column's type.`, `“${shown}”与${zh}类型的列比较：请更正数据源文件中的值，或核实来源是否修改了列类型。`)
}
