// Every test of the project, one group after the other so that they do not fight over the machine: components, then pure and store tests, then the screens in a real browser.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{rules,db,ingest,server,cli,examples,bench,services,faults}/**/*.test.ts', 'test/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          globalSetup: ['test/services/stores-setup.ts'],
        },
      },
      {
        plugins: [vue()],
        test: { name: 'web', include: ['test/web/**/*.test.ts'], environment: 'happy-dom', testTimeout: 30_000, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], environment: 'node', testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
