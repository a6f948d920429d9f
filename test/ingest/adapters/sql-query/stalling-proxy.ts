// A network between a feed and its database that can fall silent: both sides stay connected, and nothing passes any more.
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface StallingProxy {
  readonly port: number
  /** From now on nothing passes, for connections old and new. */
  stall(): void
  /** Connections of clients that are open. */
  open(): number
  close(): void
}

export async function stallingProxy(target: { readonly host: string; readonly port: number }): Promise<StallingProxy> {
  let isStalled = false
  const sockets = new Set<Socket>()
  const clients = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(target)
    clients.add(client)
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from)
      from.on('data', (bytes) => void (isStalled || to.write(bytes)))
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        clients.delete(from)
        if (!isStalled) to.destroy()
      })
    }
  })
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    resolve(typeof address === 'object' && address !== null ? address.port : 0)
  }))
  return {
    port,
    stall: () => void (isStalled = true),
    open: () => clients.size,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
