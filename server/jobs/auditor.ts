// While this process leads, the auditor looks again and again at something drawn at random, for ever, and raises an alarm at any difference.
import { auditOnce, type Audited } from '../../ingest/audit/audit.ts'
import { ConfigurationChangedError } from '../../db/purpose.ts'
import type { Workbench } from '../workbench.ts'
import type { Leadership } from './leadership.ts'

/** Between two looks: at two hundred identities each, a million are seen about once a day. */
const EVERY_MS = 15_000

/** Counts that are not what was said: the store needs a person. */
export class AuditAlarm extends Error {
  override readonly name = 'AuditAlarm'
  constructor(subjects: readonly string[]) {
    super(`The auditor found counts that do not follow from what was said: ${subjects.join('; ')}. See audit in /readyz, keep a backup (ctmm backup), then run ctmm rebuild for the days concerned.`)
  }
}

export interface AuditorOptions {
  readonly workbench: Workbench
  readonly leadership: Leadership
  readonly onError: (error: unknown) => void
  readonly random?: () => number
}

export interface Auditor {
  /** Tells what each look found. */
  onLook(listener: (audited: Audited) => void): void
  stop(): Promise<void>
}

export function startAuditor({ workbench, leadership, onError, random = Math.random }: AuditorOptions): Auditor {
  const listeners = new Set<(audited: Audited) => void>()
  let stopped = false
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    if (leadership.lease() === undefined || !workbench.hasCity) return
    try {
      const audited = await auditOnce(workbench.repair, { random })
      for (const listener of listeners) listener(audited)
      if (audited.findings.length > 0) onError(new AuditAlarm(audited.findings.map(({ subject }) => subject)))
    } catch (error) {
      if (!(error instanceof ConfigurationChangedError)) onError(error)
    }
  }
  const schedule = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      looking = look().finally(() => {
        looking = undefined
        schedule()
      })
    }, EVERY_MS)
    timer.unref()
  }
  schedule()
  return {
    onLook: (listener) => void listeners.add(listener),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
