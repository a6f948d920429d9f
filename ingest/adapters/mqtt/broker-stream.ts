// The stream to a broker, TCP or TLS, with packets kept within bounds on their way in.
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Access } from './access.ts'
import { PacketBound, type PacketBoundOptions } from './packet-bound.ts'

/** Connects at once; what goes wrong comes as 'error' and 'close'. Throws for certificates that are none. */
export function openBrokerStream({ host, port, tls }: Access, bound: PacketBoundOptions): Duplex {
  if (tls === undefined) return new BoundedStream(connectTcp({ host, port, noDelay: true }), bound)
  const { serverName = isIP(host) === 0 ? host : undefined, ...files } = tls
  return new BoundedStream(connectTls({ host, port, ...files, ...(serverName === undefined ? {} : { servername: serverName }) }).setNoDelay(true), bound)
}

/** A socket whose incoming packets have passed a PacketBound. */
export class BoundedStream extends Duplex {
  private readonly socket: Socket
  private readonly bound: PacketBound

  constructor(socket: Socket, bound: PacketBoundOptions) {
    super()
    this.socket = socket
    this.bound = new PacketBound(bound)
    socket.on('data', (chunk: Uint8Array) => this.bounded(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    this.socket.resume()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done)
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy()
    done(error)
  }

  private bounded(chunk: Uint8Array): void {
    try {
      for (const part of this.bound.pass(chunk)) if (!this.push(part)) this.socket.pause()
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
