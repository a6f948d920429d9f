// fast-check with the number of runs that fits a commit; NUM_RUNS asks for more, and a failure prints its seed.
import fc from 'fast-check'
import { vi } from 'vitest'

const USUAL_RUNS = 200
const asked = Number(process.env['NUM_RUNS'])

/** Runs of a property: `usual` in a commit, in proportion when NUM_RUNS asks for other than 200. */
export const runs = (usual: number): number => (asked > 0 ? Math.max(1, Math.round((usual * asked) / USUAL_RUNS)) : usual)

fc.configureGlobal({ numRuns: runs(USUAL_RUNS) })
if (asked > USUAL_RUNS) vi.setConfig({ testTimeout: 3_600_000 })

export { fc }
