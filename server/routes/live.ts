// Levels as they change: server-sent events that begin with a snapshot, so a viewer that reconnects misses nothing; and a word when the desk has changed.
import Type from 'typebox'
import type { Snapshot, Update } from '../schemas/snapshot.ts'
import { areaOf, assessorOf, contextOf } from '../services.ts'
import { CityMissingError } from '../readings/city-context.ts'
import type { Routes } from './route-options.ts'

const RETRY_MS = 2_000
const HEARTBEAT_MS = 15_000
/** A viewer that has not read this many bytes is dropped; it reconnects and starts with a snapshot. */
const MOST_UNREAD_BYTES = 4_194_304

/** What goes to many viewers is written out once for all of them. */
const written = new WeakMap<object, Buffer>()

function writtenOut(data: object): Buffer {
  let bytes = written.get(data)
  if (bytes === undefined) written.set(data, (bytes = Buffer.from(JSON.stringify(data))))
  return bytes
}

export const liveRoutes: Routes = async (app, { services, metrics }) => {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })

  app.get('/live', {
    config: { access: 'local' },
    schema: {
      tags: ['levels'],
      summary: 'Server-sent events: `snapshot` first, then `update` with what changed, and `desk` when somebody took note of changes or handed over a shift',
      querystring: Type.Object({ area: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }),
    },
  }, async (request, reply) => {
    const context = contextOf(services)
    const area = areaOf(context, request.query.area)
    let sequence = 0
    const { raw } = reply
    const frame = (event: 'snapshot' | 'update', data: Snapshot | Update): void => {
      if (raw.writableLength > MOST_UNREAD_BYTES) return void raw.destroy()
      raw.cork()
      raw.write(`event: ${event}\nid: ${++sequence}\ndata: `)
      raw.write(writtenOut(data))
      raw.write('\n\n')
      raw.uncork()
    }
    // Updates that come while the snapshot is being written out wait for it.
    const early: Update[] = []
    let started = false
    const following = await assessorOf(services).follow(area, (update) => (started ? frame('update', update) : void early.push(update)))
    if (following === undefined) throw new CityMissingError()
    if (request.raw.socket.destroyed) {
      following.end()
      return reply.hijack()
    }

    let ended = false
    const endOfDesk = services.workbench.bus.subscribe('desk', () => void raw.write('event: desk\ndata: {}\n\n'))
    const heartbeat = setInterval(() => raw.write('event: heartbeat\ndata: {}\n\n'), HEARTBEAT_MS)
    const end = (): void => {
      if (ended) return
      ended = true
      clearInterval(heartbeat)
      endOfDesk()
      following.end()
      open.delete(end)
      metrics.viewers.dec()
      raw.end()
    }
    open.add(end)
    metrics.viewers.inc()
    raw.on('close', end)

    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive',
    })
    raw.write(`retry: ${RETRY_MS}\n\n`)
    frame('snapshot', following.snapshot)
    started = true
    for (const update of early) frame('update', update)
    return reply
  })
}
