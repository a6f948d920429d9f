// Scripts that measure inside a page: TypeScript of `in-page/`, as the browser can run it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { transformWithOxc } from 'vite'

/** Runs a script of `in-page/` at the beginning of every document of the context. */
export async function observe(context: BrowserContext, name: 'usable' | 'paints'): Promise<void> {
  const path = fileURLToPath(new URL(`in-page/${name}.ts`, import.meta.url))
  const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path)
  await context.addInitScript({ content: `{${code.replace(/^export \{\};?$/m, '')}}` })
}
