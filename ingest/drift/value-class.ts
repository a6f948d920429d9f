// What a value looks like, coarsely: enough to tell that a field holds something else than it used to.

export const VALUE_CLASSES = ['number', 'date', 'flag', 'text', 'nested'] as const
export type ValueClass = (typeof VALUE_CLASSES)[number]

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*%?$/
const DATE = /^\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,4}/
const FLAG = /^(true|false|yes|no|是|否|有|无)$/i

/** Undefined for a value that says nothing. */
export function classOf(value: unknown): ValueClass | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return 'flag'
  if (typeof value !== 'string') return 'nested'
  const text = value.trim()
  if (text === '') return undefined
  if (NUMBER.test(text)) return 'number'
  if (DATE.test(text)) return 'date'
  return FLAG.test(text) ? 'flag' : 'text'
}
