// A file that somebody hands over for a feed: the original is kept with its hash, then read by the feed's format and mapping as a run of its own.
import { createReadStream } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { findRun } from '../../db/feeds/feed-runs.ts'
import { findSameFile, storeFile, type StoredFile } from '../../db/feeds/stored-files.ts'
import type { StoredFileTable } from '../../db/feeds/tables.ts'
import { findFeedDigest, findUploadRun, readRefusedRows, type RefusedRow, type UploadDetail } from '../../db/feeds/upload-runs.ts'
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import type { Db } from '../../db/open-store.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { fileFormatOf } from '../../ingest/formats/feed-format.ts'
import { runNow } from '../jobs/feed-runner/run-now.ts'
import { ProblemError } from '../problem.ts'
import type { Workbench } from '../workbench.ts'
import type { Spooled } from './spool.ts'

export interface UploadAnswer {
  readonly file: StoredFile
  /** The feed took the same file before, by the same feed file: nothing was done. */
  readonly known: boolean
  readonly run: number
  readonly counts: IntakeCounts
  readonly refused: readonly RefusedRow[]
}

/** Rows that are told at once; all of them wait among the dead letters. */
const MOST_REFUSED = 100
/** Another reading of the feed is waited for so long. */
const WAIT_MS = 30_000
const LOOK_MS = 250

/** Throws ProblemError 409 for a feed that takes no files or is being read, 422 for a file that cannot be taken as a whole. */
export async function takeUpload(workbench: Workbench, feed: Feed, upload: Spooled): Promise<UploadAnswer> {
  if (fileFormatOf(feed.adapter) === undefined) {
    throw new ProblemError(409, `Feed ${feed.id} takes no files (${feed.adapter.kind}). / 数据源 ${feed.id} 不接收文件。`, 'Upload to a feed whose adapter is upload, csv-file or file-drop.')
  }
  const { db } = workbench.store
  const file = await keepOriginal(db, { feed: feed.id, purpose: 'delivery' }, upload)
  const detail: UploadDetail = { file: file.id, feedFile: (await findFeedDigest(db, feed.id)) ?? '' }
  const before = await findUploadRun(db, feed.id, detail)
  const run = before === undefined ? await readUpload(workbench, feed, { upload, detail }) : await findRun(db, before)
  if (run === undefined) throw new ProblemError(503, 'The record of the run is gone.', 'Upload the file again.')
  const { id, received, stored, duplicate, rejected } = run
  const refused = rejected === 0 ? [] : await readRefusedRows(db, { feed: feed.id, name: file.name, limit: MOST_REFUSED })
  return { file, known: before !== undefined, run: id, counts: { received, stored, duplicate, rejected }, refused }
}

/** The stored file of this content; one that is kept already is not kept twice. */
export async function keepOriginal(db: Db, { feed, purpose }: { readonly feed: string | null; readonly purpose: StoredFileTable['purpose'] }, { path, name, bytes, sha256 }: Spooled): Promise<StoredFile> {
  const same = await findSameFile(db, { feed, purpose, sha256 })
  return same ?? storeFile(db, { feed, purpose, name, bytes, sha256 }, createReadStream(path))
}

async function readUpload(workbench: Workbench, feed: Feed, { upload, detail }: { readonly upload: Spooled; readonly detail: UploadDetail }): ReturnType<typeof runNow> {
  const given = { file: upload.path, trigger: 'upload', detail } as const
  let run = await runNow(workbench, feed, given)
  for (let waited = 0; run === undefined && waited < WAIT_MS; waited += LOOK_MS) {
    await pause(LOOK_MS)
    run = await runNow(workbench, feed, given)
  }
  if (run === undefined) throw new ProblemError(409, `Feed ${feed.id} is being read at this moment. / 数据源 ${feed.id} 正在读取。`, `The original is kept as file ${detail.file}; upload it again when the reading has ended.`)
  if (run.state === 'done') return run
  const { en, zh, code } = run.problem ?? { en: `The reading was ${run.state}.`, zh: '读取未完成。', code: 'internal' }
  throw new ProblemError(code === 'store' ? 503 : code === 'internal' ? 500 : 422, `${en} / ${zh}`, `The original is kept as file ${detail.file}. Mend it and upload it again; what was taken in does not count twice.`)
}
