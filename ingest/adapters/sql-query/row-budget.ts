// How much text one answer may hold, counted while it comes in, so that rows that are suddenly long cannot fill the memory.

/** Characters of one answer. */
const MOST = 64 * 1_048_576

export class TooWideError extends Error {
  override readonly name = 'TooWideError'
}

/** Counts the values of one answer. Throws TooWideError past the limit. */
export function rowBudget(): (text: string) => string {
  let left = MOST
  return (text) => {
    left -= text.length
    if (left < 0) throw new TooWideError(`more than ${MOST} characters in one answer`)
    return text
  }
}
