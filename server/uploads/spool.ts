// A body on its way in, put down on disk: bounded, hashed, and gone when the work with it is over.
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { safeFileName } from '../file-names.ts'
import { ProblemError } from '../problem.ts'

export const UPLOAD_LIMIT_BYTES = 67_108_864

export interface Spooled {
  readonly path: string
  /** As people know it. */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Throws ProblemError 413 for a body that is too large and 400 for one that is empty or breaks off. */
export async function withSpooled<T>(body: Readable, givenName: string, use: (file: Spooled) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ctmm-upload-'))
  try {
    const name = safeFileName(givenName)
    const path = join(folder, name)
    return await use({ path, name, ...(await spool(body, path)) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function spool(body: Readable, path: string): Promise<Pick<Spooled, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'wx', 0o600)
  try {
    // The rest of a body that is too large is let run out, so that who sends it hears why.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Uint8Array)) continue
      bytes += chunk.length
      if (bytes > UPLOAD_LIMIT_BYTES) {
        body.resume()
        throw tooLarge()
      }
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } catch (error) {
    if (error instanceof ProblemError || !isBrokenOff(error)) throw error
    throw new ProblemError(400, 'The upload broke off; nothing of it was kept.', 'Send the file again.', { cause: error })
  } finally {
    await file.close()
  }
  if (bytes === 0) throw new ProblemError(400, 'The upload is empty. / 上传内容为空。', 'Send the file itself as the body of the request.')
  return { bytes, sha256: hash.digest('hex') }
}

const isBrokenOff = (error: unknown): boolean => ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED', 'ABORT_ERR'].includes(String(Reflect.get(Object(error), 'code'))) || (error instanceof Error && error.message === 'aborted')

export const tooLarge = (): ProblemError => new ProblemError(
  413,
  `A file may have ${UPLOAD_LIMIT_BYTES / 1_048_576} MiB here. / 上传文件不得超过 ${UPLOAD_LIMIT_BYTES / 1_048_576} MiB。`,
  'Split it, pack it as ZIP, or put it into a drop folder (adapter file-drop), which takes files of any size. / 请拆分、压缩为 ZIP，或放入投放目录（file-drop），后者不限大小。',
)
