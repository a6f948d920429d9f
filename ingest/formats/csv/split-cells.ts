// The cells of one record whose quotes are known to be in order.

/** Undefined where the quotes are not in order after all. A quote inside a quoted cell is written twice. */
export function splitQuoted(text: string, delimiter: string): readonly string[] | undefined {
  const cells: string[] = []
  for (let at = 0; ; ) {
    if (text.charCodeAt(at) !== 34) {
      const end = text.indexOf(delimiter, at)
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) return cells
      at = end + 1
      continue
    }
    let end = text.indexOf('"', at + 1)
    let hasQuote = false
    while (end >= 0 && text.charCodeAt(end + 1) === 34) {
      hasQuote = true
      end = text.indexOf('"', end + 2)
    }
    if (end < 0) return undefined
    const cell = text.slice(at + 1, end)
    cells.push(hasQuote ? cell.replaceAll('""', '"') : cell)
    if (end + 1 === text.length) return cells
    if (text.charAt(end + 1) !== delimiter) return undefined
    at = end + 2
  }
}
