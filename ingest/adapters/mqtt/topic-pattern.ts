// The topic of a feed: what to subscribe, and what the topic of a message says about its samples.

/** What a topic says, by the keys that records get: `topic.area`, `topic.source`. */
export type TopicKeys = Readonly<Record<string, string>>

export interface TopicPattern {
  /** The topic filter that the broker understands. */
  readonly filter: string
  /** Undefined for a topic that is not of this pattern. */
  read(topic: string): TopicKeys | undefined
}

const NAMED = /^\{([a-z][a-z0-9_]{0,31})\}$/
export const SOURCE_KEY = 'topic.source'

/** What is wrong with a pattern, each a sentence that says what to do. */
export function patternProblems(pattern: string): readonly string[] {
  const levels = pattern.split('/')
  const problems: string[] = []
  if (pattern.startsWith('$')) problems.push(`The topic "${pattern}" begins with "$", which brokers keep for themselves: leave $share out and name the group under "group".`)
  if (pattern.includes('\u0000')) problems.push('The topic holds a NUL character: write it without.')
  const names = levels.flatMap((level) => NAMED.exec(level)?.[1] ?? [])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) problems.push(`The topic "${pattern}" names {${twice}} twice: give each level a name of its own.`)
  levels.forEach((level, index) => {
    if (level === '+' || (level === '#' && index === levels.length - 1) || NAMED.test(level)) return
    if (level.includes('#')) problems.push(`The topic "${pattern}" has "#" in another place than the end: write {name} or + for one level.`)
    else if (/[+{}]/.test(level)) problems.push(`The level "${level}" of the topic is neither a word nor {name}: a name is of small letters, digits and _ and fills its level, and + stands alone.`)
  })
  return problems
}

/** Expects a pattern without problems. */
export function compilePattern(pattern: string): TopicPattern {
  const levels = pattern.split('/')
  const open = levels.at(-1) === '#'
  const fixed = open ? levels.slice(0, -1) : levels
  const readers = fixed.map((level) => ({ level, key: NAMED.test(level) ? `topic.${level.slice(1, -1)}` : undefined }))
  return {
    filter: levels.map((level) => (NAMED.test(level) ? '+' : level)).join('/'),
    read(topic) {
      const parts = topic.split('/')
      // "a/#" is also "a" itself.
      if (open ? parts.length < fixed.length : parts.length !== fixed.length) return undefined
      const keys: Record<string, string> = {}
      for (const [index, { level, key }] of readers.entries()) {
        const part = parts[index] ?? ''
        if (key !== undefined) keys[key] = part
        else if (level !== '+' && level !== part) return undefined
      }
      return keys
    },
  }
}
