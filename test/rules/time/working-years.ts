// The published holidays and make-up days of 2025 and 2026, and working time counted day by day without the rules.

export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000
const range = (first: string, last: string): readonly number[] => Array.from({ length: day(last) - day(first) + 1 }, (_, index) => day(first) + index)

export const holidays2025 = [
  ['2025-01-01', '2025-01-01'], ['2025-01-28', '2025-02-04'], ['2025-04-04', '2025-04-06'], ['2025-05-01', '2025-05-05'], ['2025-05-31', '2025-06-02'], ['2025-10-01', '2025-10-08'],
].flatMap(([first = '', last = '']) => range(first, last))
export const workdays2025 = ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'].map(day)

export const holidays2026 = [
  ['2026-01-01', '2026-01-03'], ['2026-02-15', '2026-02-23'], ['2026-04-04', '2026-04-06'], ['2026-05-01', '2026-05-05'], ['2026-06-19', '2026-06-21'], ['2026-09-25', '2026-09-27'], ['2026-10-01', '2026-10-07'],
].flatMap(([first = '', last = '']) => range(first, last))
export const workdays2026 = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map(day)

const free = new Set([...holidays2025, ...holidays2026])
const extra = new Set([...workdays2025, ...workdays2026])
const HOUR = 3_600_000

/** Milliseconds from 9 to 12 and from 13:30 to 17:30 of working days at UTC+8. */
export function naiveWorkingMs(from: number, to: number): number {
  let sum = 0
  for (let midnight = Math.floor((from + 8 * HOUR) / (24 * HOUR)) * 24 * HOUR - 8 * HOUR; midnight < to; midnight += 24 * HOUR) {
    const date = new Date(midnight + 8 * HOUR)
    const number = date.getTime() / (24 * HOUR)
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    if (!extra.has(number) && (weekend || free.has(number))) continue
    for (const [begin, end] of [[9, 12], [13.5, 17.5]] as const) sum += Math.max(0, Math.min(to, midnight + end * HOUR) - Math.max(from, midnight + begin * HOUR))
  }
  return sum
}
