// What everything about running feeds works with.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Slots } from '../../../ingest/runner/slots.ts'
import type { Timers } from '../../../ingest/runner/timers.ts'
import type { Workbench } from '../../workbench.ts'

export interface RunnerContext {
  readonly workbench: Workbench
  readonly timers: Timers
  /** In [0, 1). */
  readonly random: () => number
  /** Names this process to people and tells its runs from those of others. */
  readonly process: string
  /** Reads at once in this process. */
  readonly slots: Slots
  /** A process that falls silent loses its feeds after this. */
  readonly leaseMs: number
  readonly onError: (error: unknown) => void
}

export const processName = (): string => `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
