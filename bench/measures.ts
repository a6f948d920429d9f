// All measures, in the order in which they run.
import { intakeCopy } from './intake-copy/intake-copy.ts'
import { liveLatency } from './live-latency/live-latency.ts'
import type { Measure } from './measure/measure.ts'

export const measures: readonly Measure[] = [intakeCopy, liveLatency]
