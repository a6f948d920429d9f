// The tests of a mutated copy, on the servers that the project's own tests find: one file runs at a time.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false, globalSetup: ['test/services/stores-setup.ts'] },
})
