// The browser that the screens' tests drive, with Chinese glyphs; no server, so it is only checked and installed.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installPackages } from './packages.ts'

const PROGRAM = '/usr/bin/chromium'

/** Packages that are not here yet. */
export function missingForBrowser(): readonly string[] {
  return [...(existsSync(PROGRAM) ? [] : ['chromium']), ...(hasChineseFont() ? [] : ['fonts-noto-cjk', 'fontconfig'])]
}

/** Installs them; throws Missing with the command when we are not root. */
export function installBrowser(): void {
  const names = missingForBrowser()
  if (names.length > 0) installPackages(names)
}

function hasChineseFont(): boolean {
  try {
    return execFileSync('fc-list', [':lang=zh'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes('CJK')
  } catch {
    return false
  }
}
