// Opens gzip with a bound on what comes out, so that a small body cannot fill the memory.
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const open = promisify(gunzip)

export type Inflated = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: 'too-large' | 'not-gzip' }

/** Never throws. Bytes beyond `mostBytes` are not produced. */
export async function inflate(bytes: Uint8Array, mostBytes: number): Promise<Inflated> {
  try {
    return { ok: true, bytes: await open(bytes, { maxOutputLength: mostBytes }) }
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
    return { ok: false, problem: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'not-gzip' }
  }
}
