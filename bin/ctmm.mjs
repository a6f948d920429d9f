#!/usr/bin/env node
// The `ctmm` command: hands over to Node 24, which runs server/cli/main.ts without a build.
import { fileURLToPath } from 'node:url'
import { findNode24, runWithNode24 } from './node24.mjs'

const main = new URL('../server/cli/main.ts', import.meta.url)
if (findNode24() === process.execPath) await import(main.href)
else runWithNode24([fileURLToPath(main), ...process.argv.slice(2)])
