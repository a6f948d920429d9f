// The built dashboard in Debian's Chromium: against CTMM_BASE_URL, or against the fake server. Needs `npm run build` first.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'browser', root: fileURLToPath(new URL('../..', import.meta.url)), include: ['test/browser/**/*.test.ts'], environment: 'node', testTimeout: 90_000, hookTimeout: 60_000, fileParallelism: false },
})
