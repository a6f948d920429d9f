// Puts the parts together and listens; everything stops in order when the process is asked to.
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { StoreLocation } from '../db/open-store.ts'
import { systemNow } from './clock.ts'
import type { Model } from '../rules/model/model-schema.ts'
import type { Instant } from '../rules/time/instant.ts'
import { buildApp } from './app.ts'
import { startDayClose } from './jobs/day-close.ts'
import { startDemo, type Demo } from './demo/demo-city.ts'
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
  let app: FastifyInstance | undefined
  const onError = (error: unknown): void => app?.log.error({ err: error }, 'background work failed')
  const assessor = await startAssessor({ workbench, onError })
  app = await buildApp({ services: { workbench, assessor }, logger: options.logger, pages: await pagesBuilt })
  const dayClose = startDayClose({ workbench, onError })
  const demo = options.demoSeed === undefined ? undefined : await startDemo({ workbench, seed: options.demoSeed, onProgress: (progress) => assessor.setProgress(progress), onError })
  demo?.loaded.catch(onError)
  const url = await app.listen({ host: options.host, port: options.port })
  workbench.store.announce(url)

  const listening = app
  return {
    app, workbench, demo, url,
    async stop() {
      await demo?.stop()
      dayClose.stop()
      await listening.close()
      await assessor.stop()
      await workbench.close()
    },
  }
}
