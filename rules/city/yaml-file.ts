// Reads a YAML file into a plain value that remembers its lines, so that every later problem can name the line at fault.
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Node } from 'yaml'

/** One thing that is wrong with a file. `line` starts at 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  /** What is wrong and what to do. */
  readonly message: string
}

export interface YamlFile {
  readonly file: string
  readonly value: unknown
  /** Line of the value at a JSON Pointer; of its nearest parent where there is none. */
  lineOf(pointer: string): number
  /** A scalar as it is written in the file, without quotes. */
  textOf(pointer: string): string | undefined
  problemAt(pointer: string, message: string): Problem
}

export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`
}

export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Objects of the value have a null prototype and text keys, as written. Problems are those of YAML itself. */
export function readYaml(text: string, file: string): { readonly source: YamlFile; readonly problems: readonly Problem[] } {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true })
  const lines = new Map<string, number>()
  const texts = new Map<string, string>()
  const problems: Problem[] = document.errors.map((error) => ({ file, line: counter.linePos(error.pos[0]).line, message: `This is not YAML: ${error.message}` }))

  const lineAt = (node: Node | null | undefined, otherwise: number): number => (node?.range ? counter.linePos(node.range[0]).line : otherwise)

  const convert = (node: unknown, pointer: string, line: number): unknown => {
    lines.set(pointer, line)
    if (isMap(node)) {
      const object: Record<string, unknown> = Object.create(null)
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          problems.push({ file, line, message: 'A key must be a plain text.' })
          continue
        }
        const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
        const keyLine = lineAt(key, line)
        if (FORBIDDEN.has(name) || name === '<<') problems.push({ file, line: keyLine, message: `The key "${name}" is not allowed.` })
        else object[name] = convert(value, pointerTo(pointer, name), keyLine)
      }
      return object
    }
    if (isSeq(node)) return node.items.map((item, index) => convert(item, pointerTo(pointer, index), isNode(item) ? lineAt(item, line) : line))
    if (isAlias(node)) {
      problems.push({ file, line, message: `The alias "*${node.source}" is not supported: write the value out.` })
      return null
    }
    if (!isScalar(node)) return null
    texts.set(pointer, node.source ?? String(node.value))
    return node.value
  }

  const value = convert(document.contents, '', lineAt(document.contents, 1))
  const lineOf = (pointer: string): number => {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const line = lines.get(at)
      if (line !== undefined) return line
      if (at === '') return 1
    }
  }
  return {
    source: { file, value, lineOf, textOf: (pointer) => texts.get(pointer), problemAt: (pointer, message) => ({ file, line: lineOf(pointer), message }) },
    problems,
  }
}
