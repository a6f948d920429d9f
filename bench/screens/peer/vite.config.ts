// How the bare pages are built: as the dashboard is, without what they do not have; one of them at a time, named by the mode.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compressed } from '../../../web/compressed.ts'
import { browserTarget } from '../../../web/vite.config.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig(({ mode }) => ({
  root: here('.'),
  plugins: [compressed()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false, 'process.env.NODE_ENV': '"production"' },
  build: { emptyOutDir: true, target: browserTarget, cssTarget: browserTarget, modulePreload: { polyfill: false }, rolldownOptions: { input: here(`${mode}.html`) } },
}))
