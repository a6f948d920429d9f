// Serves the demonstration and, once somebody leaves it, the city's own store in its place: one process, one address.
import { systemNow } from '../clock.ts'
import { start, type Running, type StartOptions } from '../start.ts'
import { Workbench } from '../workbench.ts'
import type { DemoExit } from './demo-exit.ts'
import { removeDemo } from './remove-demo.ts'

export interface DemoHostOptions {
  /** With the seed of the demonstration and its embedded store. */
  readonly demo: Omit<StartOptions, 'demoExit'> & { readonly location: { readonly kind: 'embedded'; readonly directory: string }; readonly demoSeed: number }
  readonly city: StartOptions
  /** Hears that the city's own store is served now. */
  readonly onLeft: (city: Running) => void
  /** Hears why the city could not be served, or the demonstration not be deleted; what was served before is served again. */
  readonly onError: (error: unknown) => void
}

export interface DemoHost {
  /** What is served at present. */
  readonly running: Running
  /** Waits for a change that is under way, and stops what is served then. */
  stop(): Promise<void>
}

/** Starts the demonstration. */
export async function hostDemo(options: DemoHostOptions): Promise<DemoHost> {
  const { demo, city, onLeft, onError } = options
  let changing: Promise<void> = Promise.resolve()
  let isLeaving = false

  const exit: DemoExit = {
    /** A store that cannot be opened is found out while the demonstration still answers. */
    async check() {
      const { location, model, now, secretKey, dropRoot } = city
      const workbench = await Workbench.open({ location, purpose: 'city', model, now: now ?? systemNow, secretKey, dropRoot })
      await workbench.close()
    },
    leave({ deleteDemo }) {
      if (isLeaving) return
      isLeaving = true
      changing = change(deleteDemo).finally(() => void (isLeaving = false))
    },
  }
  let running = await start({ ...demo, demoExit: exit })

  async function change(deleteDemo: boolean): Promise<void> {
    const port = Number(new URL(running.url).port)
    try {
      await running.stop()
      running = await start({ ...city, port })
    } catch (error) {
      onError(error)
      running = await start({ ...demo, port, demoExit: exit })
      return
    }
    try {
      if (deleteDemo) removeDemo(demo.location.directory)
    } catch (error) {
      onError(error)
    }
    onLeft(running)
  }

  return {
    get running() { return running },
    async stop() {
      await changing
      await running.stop()
    },
  }
}
