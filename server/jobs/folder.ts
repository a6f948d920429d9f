// Keeps the sums up with the edges while deliveries come in: soon after each, in one go for all that came meanwhile.
import { forgetAcknowledgements } from '../../db/desk/acknowledgements.ts'
import { foldSome, forgetOldHours, type Folded } from '../../db/rollups/fold.ts'
import type { Workbench } from '../workbench.ts'

/** Deliveries of this long are folded together; readers add up what waits, so nobody waits for it. */
const GATHER_MS = 1_000
/** What another process left behind when it died is folded after this at the latest. */
const SWEEP_MS = 30_000
const MS_PER_DAY = 86_400_000
/** Changes are told for a year at most, so what was noted of older ones is asked by nobody. */
const ACKNOWLEDGEMENTS_KEPT_DAYS = 400

export interface FolderOptions {
  readonly workbench: Workbench
  readonly onError: (error: unknown) => void
}

export interface Folder {
  /** Resolves when the fold that is under way has ended. */
  stop(): Promise<void>
}

export function startFolder({ workbench, onError }: FolderOptions): Folder {
  const { bus, store: { db } } = workbench
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let stopped = false
  let sweptAt = 0

  const fold = async (): Promise<void> => {
    try {
      let folded: Folded
      do folded = await foldSome(db)
      while (!stopped && folded !== 'busy' && folded.edges > 0)
      if (performance.now() - sweptAt > MS_PER_DAY || sweptAt === 0) {
        await forgetOldHours(db)
        await forgetAcknowledgements(db, workbench.now() - ACKNOWLEDGEMENTS_KEPT_DAYS * MS_PER_DAY)
        sweptAt = performance.now()
      }
    } catch (error) {
      onError(error)
    }
  }
  const within = (ms: number): void => {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = undefined
      running ??= fold().finally(() => {
        running = undefined
        if (timer === undefined) within(SWEEP_MS)
      })
    }, ms)
    timer.unref()
  }
  let gatheringSince = 0
  const end = bus.subscribe('intake', ({ changed }) => {
    // The first delivery sets the time; later ones do not put it off.
    if (!changed || performance.now() - gatheringSince < GATHER_MS) return
    gatheringSince = performance.now()
    within(GATHER_MS)
  })
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
