// Puts the parts together and listens; everything stops in order when the process is asked to.
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { StoreLocation } from '../db/open-store.ts'
import { systemNow } from './clock.ts'
import type { Model } from '../rules/model/model-schema.ts'
import type { Instant } from '../rules/time/instant.ts'
import { buildApp } from './app.ts'
import { startDayClose } from './jobs/day-close.ts'
import { isDemoLoaded, NOTHING_LOADED, startDemo, type Demo } from './demo/demo-city.ts'
import { startAssessor } from './live/assessor.ts'
import { builtPages } from './pages.ts'
import { Workbench } from './workbench.ts'

export interface StartOptions {
  readonly location: StoreLocation
  readonly model: Model
  readonly host: string
  readonly port: number
  readonly logger: FastifyServerOptions['logger']
  readonly demoSeed?: number | undefined
  readonly now?: () => Instant
  /** False where only the API is wanted. */
  readonly pages?: boolean
}

export interface Running {
  readonly app: FastifyInstance
  readonly workbench: Workbench
  readonly demo: Demo | undefined
  readonly url: string
  stop(): Promise<void>
}

export async function start(options: StartOptions): Promise<Running> {
  const pagesBuilt = options.pages === false ? Promise.resolve(undefined) : builtPages()
  pagesBuilt.catch(() => undefined)
  const workbench = await Workbench.open({
    location: options.location,
    purpose: options.demoSeed === undefined ? 'city' : 'demonstration',
    model: options.model,
    now: options.now ?? systemNow,
  })
  const parts: Stoppable[] = [workbench.close.bind(workbench)]
  const stop = async (): Promise<void> => {
    for (const end of parts.splice(0).reverse()) await end()
  }
  try {
    return await startParts({ options, workbench, pages: await pagesBuilt, parts, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type Stoppable = () => void | Promise<void>

interface Opened {
  readonly options: StartOptions
  readonly workbench: Workbench
  readonly pages: string | undefined
  /** What has been started, in order; it is stopped in the opposite one. */
  readonly parts: Stoppable[]
  readonly stop: () => Promise<void>
}

async function startParts({ options, workbench, pages, parts, stop }: Opened): Promise<Running> {
  let app: FastifyInstance | undefined
  const onError = (error: unknown): void => app?.log.error({ err: error }, 'background work failed')
  const loading = options.demoSeed !== undefined && !(await isDemoLoaded(workbench))
  const assessor = await startAssessor({ workbench, onError, progress: loading ? NOTHING_LOADED : null })
  parts.push(() => assessor.stop())
  app = await buildApp({ services: { workbench, assessor }, logger: options.logger, pages })
  const demo = options.demoSeed === undefined ? undefined : await startDemo({ workbench, seed: options.demoSeed, onProgress: (progress) => assessor.setProgress(progress), onError })
  demo?.loaded.catch(onError)
  if (demo !== undefined) parts.push(() => demo.stop())
  const dayClose = startDayClose({ workbench, onError, after: demo?.loaded })
  parts.push(() => dayClose.stop())
  // Stopped first: viewers are let go at once, whatever is still being taken in.
  parts.push(app.close.bind(app))
  const url = await app.listen({ host: options.host, port: options.port })
  workbench.store.announce(url)
  return { app, workbench, demo, url, stop }
}
