// Debian packages through apt, quietly: only for root, only from the mirrors that apt is configured with.
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { inCache } from './cache.ts'
import { isRoot, Missing } from './missing.ts'

/** Installs them, or throws Missing with the command that a person can run. */
export function installPackages(names: readonly string[]): void {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (!isRoot()) throw new Missing(`Not installed, and only root can: sudo ${command}`)
  process.stderr.write(`installing ${names.join(', ')}\n`)
  logged('packages.log', 'apt-get', ['update', '-qq'])
  logged('packages.log', 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names])
}

/** Runs a program with all it says in a log of the cache; throws Missing with where to look. */
export function logged(log: string, program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const path = inCache('log', log)
  const out = openSync(path, 'a')
  try {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', out, out], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...environment } })
    if (error !== undefined) throw new Missing(`${program} could not be run: ${error.message}`)
    if (status !== 0) throw new Missing(`${program} ${args[0]} failed: see ${path}, mend what it complains about and start again.`)
  } finally {
    closeSync(out)
  }
}

/** The Debian mirror that apt uses, and how to reach it. Throws Missing when apt has none that debootstrap can use. */
export function debianMirror(): { readonly uri: string; readonly environment: Readonly<Record<string, string>> } {
  const lines = ask('apt-get', ['indextargets', '--format', '$(REPO_URI) $(COMPONENT) $(RELEASE)', 'Created-By: Packages'])
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(ask('cat', ['/etc/os-release']))?.[1]
  const uri = lines.split('\n').map((line) => line.split(' ')).find(([address, component, release]) => component === 'main' && release === codename && /^(https?|file):/.test(address ?? ''))?.[0]
  if (uri === undefined) throw new Missing('apt knows no Debian mirror by http, https or file: add one to /etc/apt/sources.list.d and run apt-get update.')
  const proxy = (scheme: string): string => /'(.*)'/.exec(ask('apt-config', ['shell', 'PROXY', `Acquire::${scheme}::Proxy`]))?.[1] ?? ''
  const proxies = Object.entries({ http_proxy: proxy('http'), https_proxy: proxy('https') }).filter(([, value]) => value !== '' && value !== 'DIRECT')
  return { uri, environment: Object.fromEntries(proxies) }
}

function ask(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
