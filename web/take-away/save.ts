// Hands files to the browser: made here, or asked of the server under the name that it gives them.
import { ApiError, UNREACHED } from '../api/client.ts'
import type { Problem } from '../api/types.ts'

/** Saves bytes under a name. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Asks the server for a file and saves it. Throws ApiError with the server's own account. */
export async function saveFrom(path: string, fallback: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(path)
  } catch (cause) {
    throw new ApiError(UNREACHED, { cause })
  }
  if (!response.ok) throw new ApiError(await problemOf(response))
  saveBlob(fileNameOf(response.headers.get('content-disposition')) ?? fallback, await response.blob())
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined)
  return typeof body === 'object' && body !== null && 'title' in body && typeof body.title === 'string' ? { status: response.status, ...body, title: body.title } : { title: '', status: response.status }
}

/** The name in a header of RFC 6266, in any script (RFC 5987); undefined where there is none. */
export function fileNameOf(header: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return /filename="([^"]+)"/i.exec(header ?? '')?.[1]
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
