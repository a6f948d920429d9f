// File names by a simple glob: * and ? only, compared character by character, never made into a regular expression.

/** Whether a name fits the glob. Case does not matter, because names come from systems for which it does not. */
export function fitsGlob(name: string, glob: string): boolean {
  const text = [...name.normalize('NFC').toLowerCase()]
  const pattern = [...glob.normalize('NFC').toLowerCase()]
  let at = 0
  let star = -1
  let retry = 0
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      star = at
      retry = index
      at += 1
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at += 1
      index += 1
    } else if (star >= 0) {
      at = star + 1
      retry += 1
      index = retry
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
