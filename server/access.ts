// Who may call what. Every route says so itself; a route that does not is refused when the server is built.
import type { FastifyInstance, RouteOptions } from 'fastify'
import { ProblemError } from './problem.ts'

/**
 * `local`: people at this machine. There are no accounts yet, so everything is local; a route that needs a role will name it here.
 */
export type Access = 'local'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}

const LOOPBACK = /^(::1|127(\.\d{1,3}){3}|::ffff:127(\.\d{1,3}){3})$/
/** Names by which a browser at this machine may call us; any other name is another site's page pointing here. */
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Refuses routes without a declared access, callers from elsewhere, and writes that another site's page sends. */
export function controlAccess(app: FastifyInstance): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    for (const { config, method, url } of routes) {
      if (config?.access === undefined) throw new Error(`Route ${String(method)} ${url} does not say who may call it: give it config.access.`)
    }
  })
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    if (request.routeOptions.config.access !== 'local') throw new ProblemError(403, 'Nobody may call this route.', 'Ask the administrator.')
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '') || !LOCAL_HOST.test(request.headers.host ?? '')) {
      throw new ProblemError(403, 'This server answers its own machine only.', 'Open it as http://127.0.0.1 on the machine where it runs.')
    }
    const { origin } = request.headers
    if (request.method !== 'GET' && request.method !== 'HEAD' && origin !== undefined && origin !== `${request.protocol}://${request.headers.host ?? ''}`) {
      throw new ProblemError(403, `Pages of ${origin} may not write here.`, 'Send it from a page of this server, or from a program without an Origin header.')
    }
  })
}
