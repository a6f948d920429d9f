// Runs one of the project's scripts or development tools (`run.mjs test/run.ts`, `run.mjs vitest run`) with Node 24.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runWithNode24 } from './node24.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...args] = process.argv.slice(2)

/** A file of the project as it stands, else the JavaScript file behind a package's command. */
function scriptOf(command) {
  if (existsSync(join(root, command))) return join(root, command)
  const home = join(root, 'node_modules', command === 'tsc' ? 'typescript' : command)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  return join(dirname(join(home, 'package.json')), typeof bin === 'string' ? bin : bin[command])
}

if (name === undefined) {
  process.stderr.write('usage: node bin/run.mjs SCRIPT|COMMAND [ARGUMENTS]\n')
  process.exit(2)
}
runWithNode24([scriptOf(name), ...args])
