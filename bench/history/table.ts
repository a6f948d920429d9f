// The table that a run ends with: every goal, what was measured, how far it reaches, and whether that is enough.

export interface Row {
  readonly goal: string
  readonly measured: string
  /** Goal over measured or measured over goal, so that 1 is enough and larger is better; absent where there is nothing to reach. */
  readonly ratio?: number
}

export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['goal', 'measured', 'of goal', 'reached'],
    ...rows.map(({ goal, measured, ratio }) => [goal, measured, ratio === undefined ? '' : ratio.toFixed(2), ratio === undefined ? '' : ratio >= 1 ? 'yes' : 'NO']),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}
