// The guard before a query of the feed file: one SELECT, nothing hidden in it. The real protection is a session and a user that can only read.
import type { Driver } from './driver.ts'

/** Words that have no place in a SELECT that only reads; inside of quotes they are names or texts. */
const REFUSED = new Set([
  'insert', 'update', 'delete', 'merge', 'into', 'outfile', 'dumpfile', 'call', 'do', 'grant', 'revoke', 'alter', 'drop', 'create', 'truncate', 'copy', 'lock', 'share',
  'execute', 'prepare', 'deallocate', 'handler', 'load', 'procedure', 'analyze', 'vacuum', 'set', 'reset', 'begin', 'commit', 'rollback', 'savepoint', 'listen', 'notify', 'declare', 'fetch',
  'set_config', 'setval', 'nextval', 'load_file', 'sleep', 'benchmark', 'get_lock', 'release_lock', 'query_to_xml', 'database_to_xml', 'xpath_table', 'sys_exec', 'sys_eval',
])
/** Functions of the server itself, and those that reach beyond it. */
const REFUSED_BEGINNINGS = ['pg_', 'lo_', 'dblink']

const WORD = /[\p{L}\p{N}_]/u

/** What is wrong with a query, or undefined. */
export function queryProblem(query: string, { syntax }: Pick<Driver, 'syntax'>): string | undefined {
  const plain = withoutQuoted(query, syntax)
  if (typeof plain !== 'string') return plain.problem
  // Control characters but tab and line ends.
  if (/[^\P{Cc}\t\n\r]/u.test(query)) return 'The query holds a control character: write it without.'
  if (!query.isWellFormed()) return 'The query holds half of a character: write it without.'
  if (plain.includes(';')) return 'The query holds a semicolon: write one statement, without a semicolon at its end.'
  if (plain.includes('\\')) return 'The query holds a backslash: write it without.'
  if (plain.includes('$')) return 'The query holds a dollar sign outside of quotes: write texts in single quotes, and no placeholders.'
  const words = plain.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []
  if (!/^\s*(select|with)(?![\p{L}\p{N}_])/iu.test(plain)) return 'The query does not begin with SELECT or WITH: a feed reads with one SELECT.'
  const refused = words.find((word) => REFUSED.has(word) || REFUSED_BEGINNINGS.some((beginning) => word.startsWith(beginning)))
  if (refused !== undefined) return `The query holds "${refused}", which has no place in a SELECT that only reads: leave it out, or quote it when it is a name.`
  return parenthesesProblem(plain)
}

function parenthesesProblem(plain: string): string | undefined {
  let open = 0
  for (const character of plain) {
    open += character === '(' ? 1 : character === ')' ? -1 : 0
    if (open < 0) break
  }
  return open === 0 ? undefined : 'The parentheses of the query do not fit: it must be whole by itself.'
}

/** The query with every quoted text and name replaced by a sign, or what keeps it from being read. */
function withoutQuoted(query: string, { comments, quotes }: Driver['syntax']): string | { readonly problem: string } {
  let plain = ''
  for (let at = 0; at < query.length; ) {
    const comment = comments.find((opening) => query.startsWith(opening, at))
    if (comment !== undefined) return { problem: `The query holds the comment sign "${comment}": write it without comments, and "- -" with a space.` }
    const quote = query.charAt(at)
    if (!quotes.includes(quote)) {
      if (quote === '`') return { problem: 'The query holds a backtick: this engine quotes names with double quotes.' }
      plain += quote
      at += 1
      continue
    }
    const end = endOfQuoted(query, at)
    if (end === undefined) return { problem: `A quotation that begins with ${quote} is not closed in the query: close it.` }
    if (query.slice(at, end).includes('\\')) return { problem: 'The query holds a backslash: write it without.' }
    // A word before a quote, as in E'...', must not grow together with what comes after it.
    plain += WORD.test(plain.slice(-1)) ? ' ␣ ' : '␣'
    at = end
  }
  return plain
}

/** Where a quotation ends; the quote is doubled inside. */
function endOfQuoted(query: string, start: number): number | undefined {
  const quote = query.charAt(start)
  for (let at = start + 1; at < query.length; at++) {
    if (query.charAt(at) !== quote) continue
    if (query.charAt(at + 1) !== quote) return at + 1
    at += 1
  }
  return undefined
}
