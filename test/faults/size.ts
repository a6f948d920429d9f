// How much of a storm there is: what fits a commit, or more when it is asked for.
import { runs } from '../services/properties.ts'

const isTenfold = process.env['CTMM_LONG'] === '1'
/** Whether more is asked for than fits a commit: CTMM_LONG=1, or NUM_RUNS as for every property. */
export const IS_LONG: boolean = isTenfold || runs(1) > 1
/** How often something happens in a storm: `usual` in a commit. */
export const times = (usual: number): number => (isTenfold ? usual * 10 : runs(usual))
/** A storm waits for what happens, and machines differ. */
export const TIMEOUT_MS: number = IS_LONG ? 3_600_000 : 300_000
