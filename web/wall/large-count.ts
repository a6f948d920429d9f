// Counts on walls: from 100,000 up shortened, never to more than there is; the exact count goes into the title.
import { formatCount, type Lang } from '../format/numbers.ts'

const SHORTENED_FROM = 100_000
const UNITS = { zh: { size: 10_000, name: '万' }, en: { size: 1_000, name: 'k' } } as const

/** 98.32万 or 983.21k for 983,215; 34,100 as it is. */
export function largeCount(count: number, lang: Lang): string {
  if (count < SHORTENED_FROM) return formatCount(count)
  const { size, name } = UNITS[lang]
  const hundredths = Math.floor((count * 100) / size)
  return `${formatCount(Math.floor(hundredths / 100))}.${String(hundredths % 100).padStart(2, '0')}${name}`
}
