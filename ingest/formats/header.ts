// The header row against what the feed declares: a column that is new, gone or named twice stops the file, by name.
import { FeedReadError } from '../adapters/adapter.ts'
import { columnsRead } from '../feed-file/column-problems.ts'
import type { Feed } from '../feed-file/feed.ts'

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** What a header must and may have. */
export interface HeaderRule {
  /** All that there may be, beside the ignored ones; absent where others do not matter. */
  readonly columns?: readonly string[] | undefined
  readonly ignore?: readonly string[] | undefined
  readonly needed: readonly string[]
}

export function headerRuleOf(feed: Feed): HeaderRule {
  return { columns: feed.columns, ignore: feed.ignore, needed: [...new Set(feed.columns ?? columnsRead(feed).map((read) => read.column))] }
}

/** Column names in the order of the file. Throws FeedReadError with every departure. */
export function checkHeader(cells: readonly string[], rule: HeaderRule, file: string): readonly string[] {
  const names = cells.map((cell) => cell.trim())
  const faults: { readonly zh: string; readonly en: string }[] = []
  const found = new Set<string>()
  names.forEach((name, index) => {
    if (name === '') faults.push({ zh: `第 ${index + 1} 列没有列名`, en: `column ${index + 1} has no name: name it` })
    else if (FORBIDDEN.has(name)) faults.push({ zh: `列名“${name}”不允许使用`, en: `the column name "${name}" is not allowed: rename it` })
    else if (found.has(name)) faults.push({ zh: `列“${name}”重复`, en: `the column "${name}" stands twice: keep one` })
    else if (rule.columns !== undefined && !rule.columns.includes(name) && rule.ignore?.includes(name) !== true) {
      faults.push({ zh: `未声明的列“${name}”：请加入 columns 或 ignore`, en: `the column "${name}" is not declared: add it to "columns", or to "ignore"` })
    }
    found.add(name)
  })
  for (const column of rule.needed) {
    if (!found.has(column)) faults.push({ zh: `缺少列“${column}”：来源是否改名？`, en: `the column "${column}" is missing: did the source rename or drop it?` })
  }
  if (faults.length === 0) return names
  throw new FeedReadError(
    'contract',
    `The header of ${file} does not fit the feed file: ${faults.map(({ en }) => en).join('; ')}. Nothing was read.`,
    `${file} 的表头与数据源文件不符：${faults.map(({ zh }) => zh).join('；')}。未读取任何数据。`,
  )
}
