// The version of this product, as backups and --version tell it.
import { readFile } from 'node:fs/promises'

export async function productVersion(): Promise<string> {
  const text: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : ''
}
