// Reads API v1; an answer that is not 2xx becomes an ApiError that carries the server's advice.
import type { Problem } from './types.ts'

/** A request that failed: `problem` is the server's own account, or ours when it could not be reached (status 0). */
export class ApiError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title, options)
    this.name = 'ApiError'
    this.problem = problem
  }
}

/** Path of API v1 with the parameters that have a value. */
export function apiPath(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') parameters.set(name, value)
  const text = parameters.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/** GET as JSON. Throws ApiError; an abort by `signal` is thrown as it is. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, ...(signal === undefined ? {} : { signal }) })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw new ApiError({ title: '', status: 0 }, { cause })
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as T
  throw new ApiError(isProblem(body) ? body : { title: '', status: response.status })
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body
}
