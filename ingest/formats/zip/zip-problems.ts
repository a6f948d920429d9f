// What can be wrong with an archive, each with what to do.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { Bilingual } from '../../mapping/rejection.ts'

/** Asks for what no honest archive does, or what we do not take. */
export function refusedZip(archive: string, { zh, en }: Bilingual): FeedReadError {
  return new FeedReadError('refused', `${archive} is not taken: ${en}. Pack the plain files again, without a password.`, `不接收 ${archive}：${zh}。请重新打包普通文件，不要加密。`)
}

/** Its directory cannot be read: most often the end of the file is missing. */
export function zipIncomplete(archive: string, cause: unknown): FeedReadError {
  return new FeedReadError('incomplete', `${archive} is cut off or damaged: its directory cannot be read. Deliver it whole.`, `${archive} 不完整或已损坏：无法读取压缩目录，请重新交付完整文件。`, { cause })
}

/** The content of an entry is not what the directory says. */
export function damagedZip(archive: string, entry: string, cause?: unknown): FeedReadError {
  return new FeedReadError('contract', `${archive} is damaged: ${entry} is not what its directory says. Pack it again.`, `${archive} 已损坏：${entry} 与压缩目录所载不符，请重新打包。`, cause === undefined ? {} : { cause })
}
