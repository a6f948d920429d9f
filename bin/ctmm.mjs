#!/usr/bin/env node
// The `ctmm` command: hands over to Node 24, which runs server/cli/main.ts without a build.
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { findNode24, runWithNode24 } from './node24.mjs'

if (findNode24() === process.execPath) {
  // What was compiled at an earlier start is read from here; where nothing can be written, Node compiles anew.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/ctmm/compiled', import.meta.url)))
  await import('../server/cli/main.ts')
} else runWithNode24([fileURLToPath(import.meta.url), ...process.argv.slice(2)])
