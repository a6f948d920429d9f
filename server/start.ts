// Puts the parts together and listens; everything stops in order when the process is asked to.
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { StoreLocation } from '../db/open-store.ts'
import { systemNow } from './clock.ts'
import type { SecretKey } from '../ingest/secrets/secret-key.ts'
import type { Model } from '../rules/model/model-schema.ts'
import type { Instant } from '../rules/time/instant.ts'
import { buildApp } from './app.ts'
import { startAuditor } from './jobs/auditor.ts'
import { startFeedRunner } from './jobs/feed-runner.ts'
import { startFolder } from './jobs/folder.ts'
import { startUndoing } from './jobs/undoing.ts'
import { startDayClose } from './jobs/day-close.ts'
import { startLeadership } from './jobs/leadership.ts'
import { isDemoLoaded, NOTHING_LOADED, startDemo, type Demo } from './demo/demo-city.ts'
import type { DemoExit } from './demo/demo-exit.ts'
import { startRetention } from './jobs/retention.ts'
import { startAssessor } from './live/assessor.ts'
import { builtPages } from './pages.ts'
import { ALL_ROLES, type Roles } from './roles.ts'
import { startTrialBroker, type TrialBroker } from './trial-broker/trial-broker.ts'
import { Workbench } from './workbench.ts'

export interface StartOptions {
  readonly location: StoreLocation
  readonly model: Model
  readonly host: string
  readonly port: number
  readonly logger: FastifyServerOptions['logger']
  /** What this process does; everything when left out. The embedded store has one process, so it must do everything. */
  readonly roles?: Roles | undefined
  readonly demoSeed?: number | undefined
  /** How the demonstration is left, where it can be. */
  readonly demoExit?: DemoExit | undefined
  /** Facts of cases that were silent for longer are deleted, and the days before are sealed; for ever when left out. */
  readonly factsKeptDays?: number | undefined
  /** Opens the secrets of feeds; the embedded store has a key file of its own when left out. */
  readonly secretKey?: SecretKey | undefined
  /** Where the embedded store takes MQTT on loopback, 0 at a free port; nowhere when left out. */
  readonly mqttPort?: number | undefined
  /** Folder under which feeds may watch folders; none may when left out. */
  readonly dropRoot?: string | undefined
  readonly now?: () => Instant
  /** False where only the API is wanted. */
  readonly pages?: boolean
}

export interface Running {
  readonly app: FastifyInstance
  readonly workbench: Workbench
  readonly demo: Demo | undefined
  readonly url: string
  /** Undefined where none was asked for, or its port is taken. */
  readonly trialBroker: TrialBroker | undefined
  stop(): Promise<void>
}

export async function start(options: StartOptions): Promise<Running> {
  const roles = options.roles ?? ALL_ROLES
  const pagesBuilt = options.pages === false || !roles.has('server') ? Promise.resolve(undefined) : builtPages()
  pagesBuilt.catch(() => undefined)
  const workbench = await Workbench.open({
    location: options.location,
    purpose: options.demoSeed === undefined ? 'city' : 'demonstration',
    model: options.model,
    now: options.now ?? systemNow,
    secretKey: options.secretKey,
    dropRoot: options.dropRoot,
  })
  const parts: Stoppable[] = [workbench.close.bind(workbench)]
  const stop = async (): Promise<void> => {
    for (const end of parts.splice(0).reverse()) await end()
  }
  try {
    return await startParts({ options, workbench, roles, pages: await pagesBuilt, parts, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type Stoppable = () => void | Promise<void>

interface Opened {
  readonly options: StartOptions
  readonly workbench: Workbench
  readonly roles: Roles
  readonly pages: string | undefined
  /** What has been started, in order; it is stopped in the opposite one. */
  readonly parts: Stoppable[]
  readonly stop: () => Promise<void>
}

async function startParts({ options, workbench, roles, pages, parts, stop }: Opened): Promise<Running> {
  let app: FastifyInstance | undefined
  const onError = (error: unknown): void => app?.log.error({ err: error }, 'background work failed')
  const loading = options.demoSeed !== undefined && !(await isDemoLoaded(workbench))
  const leadership = roles.has('assess') ? startLeadership({ db: workbench.coordination.db, name: 'assess', onError }) : undefined
  if (leadership !== undefined) parts.push(() => leadership.stop())
  const assessor = roles.has('assess') || roles.has('server') ? await startAssessor({ workbench, onError, leadership, progress: loading ? NOTHING_LOADED : null }) : undefined
  if (assessor !== undefined) parts.push(() => assessor.stop())
  workbench.attend(onError)
  if (roles.has('ingest') || roles.has('assess')) {
    const folder = startFolder({ workbench, onError })
    parts.push(() => folder.stop())
    const undoing = startUndoing({ workbench, onError })
    parts.push(() => undoing.stop())
  }
  const runner = roles.has('ingest') ? startFeedRunner({ workbench, onError }) : undefined
  if (runner !== undefined) parts.push(() => runner.stop())
  app = await buildApp({ services: { workbench, assessor, roles, leadership, runner, demoExit: options.demoExit }, logger: options.logger, pages })
  const demo = options.demoSeed === undefined ? undefined : await startDemo({ workbench, seed: options.demoSeed, onProgress: (progress) => assessor?.setProgress(progress), onError })
  demo?.loaded.catch(onError)
  if (demo !== undefined) parts.push(() => demo.stop())
  if (leadership !== undefined) {
    const dayClose = startDayClose({ workbench, leadership, say: (text) => app?.log.info(text), onError, after: demo?.loaded })
    parts.push(() => dayClose.stop())
    const auditor = startAuditor({ workbench, leadership, onError })
    parts.push(() => auditor.stop())
    if (options.factsKeptDays !== undefined) {
      const retention = startRetention({ workbench, leadership, keptDays: options.factsKeptDays, say: (text) => app?.log.info(text), onError })
      parts.push(() => retention.stop())
    }
  }
  // Stopped first: viewers are let go at once, whatever is still being taken in.
  parts.push(app.close.bind(app))
  const url = await app.listen({ host: options.host, port: options.port })
  workbench.store.announce(url)
  const trialBroker = options.mqttPort === undefined || options.location.kind !== 'embedded' ? undefined : await startTrialBroker({ workbench, port: options.mqttPort, say: (text) => app.log.info(text), onError })
  if (trialBroker !== undefined) parts.push(() => trialBroker.stop())
  return { app, workbench, demo, url, trialBroker, stop }
}
