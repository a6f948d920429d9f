// After `npm ci`: builds the pages where the builder is installed, so that the first start does not have to.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
if (existsSync(path('../node_modules/vite/package.json')) && existsSync(path('../web/vite.config.ts'))) {
  const { status } = spawnSync(process.execPath, [path('run.mjs'), 'vite', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error'], { cwd: path('..'), stdio: 'inherit' })
  process.exitCode = status ?? 1
}
