// The built pages: files as they are, and the page itself for every address that a browser asks for as a page.
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'

export const webRoutes: FastifyPluginAsync<{ readonly pages: string }> = async (app, { pages }) => {
  await app.register(fastifyStatic, {
    root: pages,
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  // Addresses of the dashboard that a colleague may have been sent.
  for (const address of ['/items', '/items/:id']) {
    app.get(address, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'))
  }
}
