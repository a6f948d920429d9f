// A seeded bug: a change of the sources that at least one test must notice.

/** One change of a file; `find` occurs in it exactly once. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export interface Mutant {
  readonly name: string
  /** What is wrong with the product while this mutant lives, in one sentence. */
  readonly breaks: string
  readonly edits: readonly Edit[]
  /** Test files that ought to notice, the one most likely to first. */
  readonly tests: readonly string[]
}

/** A patch that no longer applies: the source has moved on and the mutant must follow it. */
export class PatchError extends Error {
  override readonly name = 'PatchError'
}

/** The text with the change made. Throws PatchError unless what is looked for occurs exactly once. */
export function apply(text: string, { file, find, replace }: Edit): string {
  const places = text.split(find).length - 1
  if (places !== 1) throw new PatchError(`${file} has ${places === 0 ? 'no' : places} "${find.trim()}", and the patch needs exactly one: follow the source.`)
  return text.replace(find, () => replace)
}
