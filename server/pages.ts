// The built pages. A fresh clone has none yet: they are built once, beside the opening of the store.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PAGES = fileURLToPath(new URL('../web/dist', import.meta.url))
const BUILDER = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const CONFIG = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url))

/** The directory of the built pages, building them when they are not there. Undefined where neither pages nor builder are installed. */
export async function builtPages(): Promise<string | undefined> {
  if (existsSync(`${PAGES}/index.html`)) return PAGES
  if (!existsSync(BUILDER)) return undefined
  await new Promise<void>((resolve, reject) => {
    const build = spawn(process.execPath, [BUILDER, 'build', '--config', CONFIG, '--logLevel', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] })
    build.on('error', reject)
    build.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Building the pages failed (exit code ${code}). Run \`npm run build\` to see why.`))))
  })
  return PAGES
}
