// What every route plugin is registered with.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Metrics } from '../metrics.ts'
import type { Services } from '../services.ts'

export interface RouteOptions {
  readonly services: Services
  readonly metrics: Metrics
}

export type Routes = FastifyPluginAsyncTypebox<{ readonly services: Services; readonly metrics: Metrics }>
