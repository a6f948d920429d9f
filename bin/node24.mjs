// Finds a Node that runs TypeScript natively: this one, or the binary that the optional dependency brought.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Path of a Node >= 24, or undefined when neither this process nor the installed platform package is one. */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`))
    const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

/** Runs `args` with Node 24, hands on signals and leaves with the child's exit code. */
export function runWithNode24(args) {
  const node = findNode24()
  if (node === undefined) {
    process.stderr.write(
      `CTMM Live needs Node 24; this is ${process.version} and no binary for ${process.platform}-${process.arch} is installed.\n` +
        'Install Node 24 (https://nodejs.org), or run `npm ci` again without --omit=optional.\n',
    )
    process.exit(1)
  }
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}` },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))
}
