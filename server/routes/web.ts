// The built pages: files as they are, compressed for a browser that takes them so, and the page itself for every address that a browser asks for as a page.
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import { PAGE_ADDRESSES } from '../page-addresses.ts'

export const webRoutes: FastifyPluginAsync<{ readonly pages: string }> = async (app, { pages }) => {
  await app.register(fastifyStatic, {
    root: pages,
    preCompressed: true,
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const address of PAGE_ADDRESSES) {
    app.get(address, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'))
  }
}
