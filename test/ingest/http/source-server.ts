// A city system over HTTP for tests: a real server on loopback that answers as it is told and writes down what it was asked.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface SourceServer {
  readonly origin: string
  readonly port: number
  /** Every request, oldest first. */
  readonly asked: Asked[]
  /** Bytes that anyone sent, also where they were no HTTP. */
  readonly touched: () => number
}

export type Answering = (asked: Asked, response: ServerResponse, number: number) => void

/** Ends with the test. */
export async function sourceServer(answering: Answering, tls?: ServerOptions): Promise<SourceServer> {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  let touched = 0
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const one: Asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      asked.push(one)
      answering(one, response, asked.length)
    })
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.on('connection', (socket: Socket) => {
    touched++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  }))
  const { port } = addressOf(server.address())
  return { origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, asked, touched: () => touched }
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The server listens at no port.')
  return address
}

export function json(response: ServerResponse, body: unknown, { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
}

/** Bytes on the wire as they are, and the end of the connection unless it is to stay open. */
export function raw(response: ServerResponse, bytes: string | Uint8Array, { end = true }: { readonly end?: boolean } = {}): void {
  if (end) response.socket?.end(bytes)
  else response.socket?.write(bytes)
}
