// Builds the web application apart from listening, so that tests inject requests and the start command listens.
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { controlAccess } from './access.ts'
import { PAGE_ADDRESSES } from './page-addresses.ts'
import { answerFrameworkError, answerProblems, ProblemError } from './problem.ts'
import { areaRoutes } from './routes/areas.ts'
import { backupRoutes } from './routes/backup.ts'
import { changeRoutes } from './routes/changes.ts'
import { answeredSheetRoutes, checkSheetRoutes } from './routes/check-sheets.ts'
import { cityRoutes } from './routes/city.ts'
import { comparisonRoutes } from './routes/comparisons.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { demoRoutes } from './routes/demo.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { distributionRoutes } from './routes/distribution.ts'
import { driftRoutes } from './routes/drifts.ts'
import { entryRoutes } from './routes/entries.ts'
import { feedTokenRoutes } from './routes/feed-tokens.ts'
import { feedVersionRoutes } from './routes/feed-versions.ts'
import { feedRunRoutes } from './routes/feed-runs.ts'
import { feedRoutes } from './routes/feeds.ts'
import { formRoutes } from './routes/forms.ts'
import { healthRoutes } from './routes/health.ts'
import { itemRoutes } from './routes/items.ts'
import { levelRoutes } from './routes/levels.ts'
import { liveRoutes } from './routes/live.ts'
import { sampleRoutes } from './routes/samples.ts'
import { secretRoutes } from './routes/secrets.ts'
import { operationRoutes } from './routes/operations.ts'
import type { Routes } from './routes/route-options.ts'
import { seriesRoutes } from './routes/series.ts'
import { shiftNoteRoutes } from './routes/shift-notes.ts'
import { standingRoutes } from './routes/standings.ts'
import { trendRoutes } from './routes/trends.ts'
import { undoRoutes } from './routes/undo.ts'
import { wiringRoutes } from './routes/wiring.ts'
import { storedFileRoutes } from './routes/stored-files.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { whyRoutes } from './routes/why.ts'
import { webRoutes } from './routes/web.ts'
import { ALL_ROLES, rolesText, type Role, type Roles } from './roles.ts'
import type { Services } from './services.ts'
import { createMetrics } from './metrics.ts'

export interface AppOptions {
  readonly services: Services
  readonly logger: FastifyServerOptions['logger']
  /** Directory of the built pages; without it only the API answers. */
  readonly pages?: string | undefined
}

const BODY_LIMIT_BYTES = 1_048_576

/** The API by the role that serves it. Every process answers health, metrics and the API's page. */
const API: readonly { readonly role: Role; readonly routes: readonly Routes[] }[] = [
  { role: 'ingest', routes: [sampleRoutes, deliveryRoutes, uploadRoutes] },
  { role: 'server', routes: [cityRoutes, standingRoutes, levelRoutes, seriesRoutes, comparisonRoutes, whyRoutes, distributionRoutes, trendRoutes, areaRoutes, itemRoutes, changeRoutes, shiftNoteRoutes, feedRoutes, feedRunRoutes, driftRoutes, undoRoutes, deadLetterRoutes, checkSheetRoutes, answeredSheetRoutes, feedTokenRoutes, wiringRoutes, feedVersionRoutes, entryRoutes, secretRoutes, operationRoutes, backupRoutes, storedFileRoutes, formRoutes, demoRoutes, liveRoutes] },
]
/** Addresses of the dashboard, answered also by a process that has no pages. */
const PAGES = ['/', ...PAGE_ADDRESSES]

export async function buildApp({ services, logger, pages }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger === undefined ? {} : { logger }),
    bodyLimit: BODY_LIMIT_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    return503OnClosing: true,
    frameworkErrors: answerFrameworkError,
  }).withTypeProvider<TypeBoxTypeProvider>()
  // Neither coercion nor silent removal: a null must never become a zero, and a misspelt field must be told.
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  controlAccess(app)
  answerProblems(app)

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"], frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      tags: [
        { name: 'levels', description: 'Values and standings, now, then and live' },
        { name: 'trends', description: 'Series, comparisons, areas, intervals, changes' },
        { name: 'city and model', description: 'Names, areas, bounds with their clauses' },
        { name: 'desk', description: 'Alerts, acknowledgements, handover of shifts' },
        { name: 'feeds', description: 'Pushing samples, feed health, dead letters' },
        { name: 'wiring', description: 'From a source to a feed: templates, proposals, previews, versions, filled forms' },
        { name: 'operations', description: 'For commands and operators' },
      ],
      info: { title: 'CTMM Live', version: 'v1', description: 'Live maturity levels after the draft standard 城市全域数字化转型 成熟度模型. 计算凭据，非评估结论。' },
    },
  })
  await app.register(async (docs) => {
    declareLocal(docs)
    await docs.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false })
  })

  const metrics = createMetrics(services)
  const roles = services.roles ?? ALL_ROLES
  await app.register(async (api) => {
    refuseUndeclaredQueries(api)
    for (const { role, routes } of API) {
      await api.register(async (scope) => {
        serveAs(scope, role, roles)
        for (const plugin of routes) await scope.register(plugin, { services, metrics })
      })
    }
  }, { prefix: '/api/v1' })
  await app.register(healthRoutes, { services, metrics })
  await app.register(async (web) => {
    declareLocal(web)
    serveAs(web, 'server', roles)
    if (pages !== undefined) await web.register(webRoutes, { pages })
    else if (!roles.has('server')) for (const address of PAGES) web.get(address, { schema: { hide: true } }, async () => undefined)
  })
  return app
}

/** Routes of libraries cannot declare who may call them; the scope they are registered in does. */
function declareLocal(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    route.config = { access: 'local', ...route.config }
  })
}

/** Routes of this scope are those of one role; a process without it says who serves them. */
function serveAs(scope: FastifyInstance, role: Role, roles: Roles): void {
  if (roles.has(role)) return
  scope.addHook('onRequest', async (request) => {
    throw new ProblemError(503, `This process runs as ${rolesText(roles)}; ${request.method} ${request.url} is served by the role ${role}.`, `Ask a process that was started with --role ${role}.`)
  })
}

/** A misspelt key would be answered as if it had been left out, so only declared ones are taken. */
function refuseUndeclaredQueries(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    const declared = route.schema?.querystring
    const querystring = typeof declared === 'object' && declared !== null ? declared : { type: 'object', properties: {} }
    route.schema = { ...route.schema, querystring: { ...querystring, additionalProperties: false } }
  })
}
