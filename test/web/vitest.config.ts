// Components, charts and texts of the dashboard in happy-dom.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: { name: 'web', root: fileURLToPath(new URL('../..', import.meta.url)), include: ['test/web/**/*.test.ts'], environment: 'happy-dom', testTimeout: 20_000 },
})
