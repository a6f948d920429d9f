// Names of files that people hand over and get back: never a path, never anything that a header or a file system would take for something else.

/** In UTF-8: file systems take 255, and something may be put before it. */
const LONGEST_BYTES = 180

/** The last segment without control, direction and reserved characters; `file` where nothing is left. */
export function safeFileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Bidi_Control}<>:"|?*\ufffd]/gu, '').trim().replace(/^[.\s]+|[.\s]+$/g, '')
  return clean === '' ? 'file' : shortened(clean)
}

/** The end stays, because it says what the file is. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const characters = [...name]
  const end = characters.slice(-12).join('')
  let start = ''
  for (const character of characters) {
    if (Buffer.byteLength(`${start}${character}…${end}`) > LONGEST_BYTES) break
    start += character
  }
  return `${start}…${end}`
}

/** The header that makes a browser save a file under a name, in any script. */
export function attachment(name: string): string {
  const safe = safeFileName(name)
  const ascii = safe.replace(/[^\w.-]+/g, '_')
  const encoded = encodeURIComponent(safe).replace(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
