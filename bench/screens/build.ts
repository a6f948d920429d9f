// Builds pages by the Vite of node_modules and hands out built files as the server does, so that both sides of a measure travel alike.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fastify from 'fastify'
import { webRoutes } from '../../server/routes/web.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const VITE = path('../../node_modules/vite/bin/vite.js')
const vite = (config: string, ...more: readonly string[]): Promise<unknown> =>
  promisify(execFile)(process.execPath, [VITE, 'build', '--config', path(config), '--logLevel', 'error', ...more], { env: { ...process.env, NODE_ENV: 'production' } })

/** Builds the dashboard into its usual place, where a server started afterwards finds it. */
export const buildDashboard = (): Promise<unknown> => vite('../../web/vite.config.ts')

export interface BarePage {
  readonly url: string
  close(): Promise<void>
}

/** Builds a bare page (`peer/NAME.html`) in a directory of its own and serves it on loopback. */
export async function serveBarePage(name: 'all-charts' | 'trend-alone'): Promise<BarePage> {
  const pages = mkdtempSync(join(tmpdir(), 'ctmm-bench-peer-'))
  const app = fastify()
  const close = async (): Promise<void> => {
    await app.close()
    rmSync(pages, { recursive: true, force: true })
  }
  try {
    await vite('peer/vite.config.ts', '--mode', name, '--outDir', pages)
    await app.register(webRoutes, { pages })
    return { url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/${name}.html`, close }
  } catch (error) {
    await close()
    throw error
  }
}
