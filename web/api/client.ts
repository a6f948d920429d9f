// Reads API v1; an answer that is not 2xx becomes an ApiError that carries the server's advice.
import type { Problem } from './types.ts'

/** A request that failed: `problem` is the server's own account, or ours when it could not be reached (status 0). */
export class ApiError extends Error {
  /** Declared, not defined: lowered to old browsers a defined field would bring five helpers along. */
  declare readonly problem: Problem
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title, options)
    this.name = 'ApiError'
    this.problem = problem
  }
}

/** Nothing came back. */
export const UNREACHED: Problem = { title: '', status: 0 }

/** What is said of a request that failed, whatever was thrown. */
export const problemOf = (error: unknown): Problem => (error instanceof ApiError ? error.problem : UNREACHED)

/** Path of API v1 with the parameters that have a value. */
export function apiPath(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') parameters.set(name, value)
  const text = parameters.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/** GET as JSON. Throws ApiError; an abort by `signal` is thrown as it is. */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, {}, signal)
}

/** Sends JSON, or a file as it is; the answer as JSON. Throws ApiError; an abort by `signal` is thrown as it is. */
export function sendJson<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  if (body === undefined) return ask<T>(path, { method }, signal)
  return ask<T>(path, body instanceof Blob ? { method, body, type: 'application/octet-stream' } : { method, body: JSON.stringify(body), type: 'application/json' }, signal)
}

async function ask<T>(path: string, { type, ...init }: RequestInit & { readonly type?: string }, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) }, ...(signal === undefined ? {} : { signal }) })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw new ApiError(UNREACHED, { cause })
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as T
  throw new ApiError(isProblem(body) ? body : { title: '', status: response.status })
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body
}
