// A server that holds the embedded store: commands talk to it instead of opening the store a second time.
import { ProblemError } from '../problem.ts'

export class RemoteServer {
  private readonly url: string
  constructor(url: string) {
    this.url = url
  }

  async getText(path: string): Promise<string> {
    const response = await fetch(`${this.url}${path}`)
    const text = await response.text()
    if (!response.ok) throw toProblem(response.status, text)
    return text
  }

  async getBytes(path: string): Promise<Uint8Array> {
    const response = await fetch(`${this.url}${path}`)
    if (!response.ok) throw toProblem(response.status, await response.text())
    return new Uint8Array(await response.arrayBuffer())
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.send('POST', path, body)
  }

  /** Sends JSON and returns the answer's. */
  async send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${this.url}${path}`, { method, ...content })
    const text = await response.text()
    if (!response.ok) throw toProblem(response.status, text)
    return JSON.parse(text)
  }

  /** An answer that is too long for memory. */
  async postForStream(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${this.url}${path}`, { method: 'POST' })
    if (!response.ok || response.body === null) throw toProblem(response.status, await response.text())
    return response.body
  }
}

function toProblem(status: number, text: string): ProblemError {
  try {
    const { detail, advice }: { detail?: unknown; advice?: unknown } = JSON.parse(text)
    return new ProblemError(status, String(detail ?? text), String(advice ?? ''))
  } catch {
    return new ProblemError(status, text, '')
  }
}
