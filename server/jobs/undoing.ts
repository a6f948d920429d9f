// Works off what is being taken back, soon after it was asked for; what another process left behind is gone on with.
import { openUndos } from '../../db/undo/queue.ts'
import { continueUndo } from '../../ingest/undo/undo.ts'
import type { Workbench } from '../workbench.ts'

/** What others asked for, or left behind when they died, is looked for this often. */
const SWEEP_MS = 5_000

export interface UndoingOptions {
  readonly workbench: Workbench
  readonly onError: (error: unknown) => void
}

export interface UndoWorker {
  /** Resolves when the slice that is under way has ended. */
  stop(): Promise<void>
}

export function startUndoing({ workbench, onError }: UndoingOptions): UndoWorker {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  const work = async (): Promise<void> => {
    if (!workbench.hasCity) return
    for (const { id: undo, feed } of await openUndos(workbench.store.db)) {
      for (;;) {
        if (stopped) return
        const slice = await continueUndo(workbench.repair, { undo, feed })
        if (slice === undefined) break
        if (slice.batch !== undefined) workbench.tellTakenBack(feed, slice.batch)
      }
    }
  }
  const within = (ms: number): void => {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running ??= work().catch(onError).finally(() => {
        running = undefined
        within(SWEEP_MS)
      })
    }, ms)
    timer.unref()
  }
  const end = workbench.bus.subscribe('intake', ({ undo }) => undo === true && running === undefined && within(0))
  within(0)
  return {
    async stop() {
      stopped = true
      end()
      clearTimeout(timer)
      await running
    },
  }
}
