// The few statistics that measures state.

/** The middle value; the mean of the two middle ones of an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? Number.NaN
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  return (lower + upper) / 2
}

/** The smallest value that at least `share` (0-1) of the values do not exceed. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** `12,345 (11,800-12,900)`: median, least and most, rounded to whole numbers. */
export function spread(values: readonly number[]): string {
  const text = (value: number): string => Math.round(value).toLocaleString('en-US')
  return `${text(median(values))} (${text(Math.min(...values))}-${text(Math.max(...values))})`
}
