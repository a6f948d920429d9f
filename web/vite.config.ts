// How the dashboard is built: one origin, no fetched asset, syntax lowered for the Chromium browsers found on government desks.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressed } from './compressed.ts'

/** 信创 desktops ship 360, Qianxin and UOS browsers on Chromium 86 and later. */
export const browserTarget = ['chrome86', 'edge86', 'firefox91', 'safari14']

const server = 'http://127.0.0.1:8080'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue(), compressed()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  build: { outDir: 'dist', emptyOutDir: true, target: browserTarget, cssTarget: browserTarget, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': server, '/healthz': server } },
})
