// Statements in pieces: our own words, names to be quoted and values to be bound, so that no text from outside is ever SQL by accident.
import type { ColumnKind } from './driver.ts'

export type Piece =
  | { readonly piece: 'words'; readonly text: string }
  | { readonly piece: 'name'; readonly parts: readonly string[] }
  | { readonly piece: 'value'; readonly text: string; readonly kind: ColumnKind }
  /** A query of the feed file that has passed the guard. */
  | { readonly piece: 'query'; readonly text: string }

export interface Statement {
  readonly pieces: readonly Piece[]
}

/** Words of ours with pieces and statements between them. */
export function sql(words: TemplateStringsArray, ...inserts: readonly (Piece | Statement)[]): Statement {
  return {
    pieces: words.flatMap((text, index): readonly Piece[] => {
      const insert = inserts[index]
      const own: readonly Piece[] = text === '' ? [] : [{ piece: 'words', text }]
      return insert === undefined ? own : 'pieces' in insert ? [...own, ...insert.pieces] : [...own, insert]
    }),
  }
}

/** A name of one part, or of several such as schema and table. */
export const name = (...parts: readonly string[]): Piece => ({ piece: 'name', parts })

export const value = (text: string, kind: ColumnKind): Piece => ({ piece: 'value', text, kind })

export const checkedQuery = (text: string): Piece => ({ piece: 'query', text })

/** A whole number of ours, such as a limit. */
export function count(number: number): Piece {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} is no count.`)
  return { piece: 'words', text: String(number) }
}

export function joined(parts: readonly (Piece | Statement)[], between: ', ' | ' and ' | ' or ' | ' union all '): Statement {
  return { pieces: parts.flatMap((part, index) => [...(index === 0 ? [] : [{ piece: 'words', text: between } as const]), ...('pieces' in part ? part.pieces : [part])]) }
}

/** All of the tests, or one that always holds where there are none. */
export const allOf = (tests: readonly Statement[]): Statement => (tests.length === 0 ? sql`1 = 1` : joined(tests.map((test) => sql`(${test})`), ' and '))

/** The text of a statement as an engine takes it. */
export function render(statement: Statement, write: { readonly name: (part: string) => string; readonly value: (text: string, kind: ColumnKind) => string }): string {
  return statement.pieces.map((piece) => {
    switch (piece.piece) {
      case 'words':
      case 'query':
        return piece.text
      case 'name':
        return piece.parts.map(write.name).join('.')
      case 'value':
        return write.value(piece.text, piece.kind)
    }
  }).join('')
}
