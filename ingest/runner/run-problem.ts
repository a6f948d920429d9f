// Why a run did not go, in words for the person who has to do something about it.
import { storeFailureOf } from '../../db/failures.ts'
import { RunLostError } from '../../db/feeds/feed-runs.ts'
import { FeedReadError } from '../adapters/adapter.ts'
import { ListRefusedError } from '../intake/intake.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import type { RunFailure } from './backoff.ts'

export interface RunProblem extends Bilingual {
  readonly code: RunFailure
}

/** A run that was broken off from our side. */
export class RunBrokenOffError extends Error {
  override readonly name = 'RunBrokenOffError'
  readonly why: 'timeout' | 'cancelled' | 'lost' | 'stopped'
  readonly afterMs: number

  constructor(why: RunBrokenOffError['why'], afterMs = 0) {
    super(`The run was broken off: ${why}.`)
    this.why = why
    this.afterMs = afterMs
  }
}

/** The problem as it is kept and shown. */
export function problemOfRun(error: unknown): RunProblem {
  if (error instanceof FeedReadError) return { code: error.failure, ...error.text }
  if (error instanceof ListRefusedError) return { code: 'contract', en: error.message, zh: '清单未能整体应用，本次未生效：请让来源重新交付完整清单。' }
  if (error instanceof RunLostError) return LOST
  if (error instanceof RunBrokenOffError) {
    const seconds = Math.round(error.afterMs / 1000)
    return error.why === 'timeout'
      ? { code: 'timeout', zh: `${seconds} 秒内未读完，已中断：请检查来源是否变慢，或在 schedule 中调大 timeoutSeconds。`, en: `It was not read within ${seconds} seconds and was broken off: see whether the source has become slow, or raise timeoutSeconds in its schedule.` }
      : LOST
  }
  switch (storeFailureOf(error)) {
    case 'disk-full':
      return { code: 'store', zh: '本系统数据库磁盘已满，未入库：请清理磁盘，之后会自动重读。', en: 'The disk of our own database is full, so nothing was stored: make room; the source is read again by itself.' }
    case 'down':
      return { code: 'store', zh: '本系统数据库暂时无法写入：恢复后会自动重读。', en: 'Our own database could not take it: the source is read again by itself once it is back.' }
    case undefined:
      return { code: 'internal', zh: '读取程序出错：请查看服务器此刻的日志并反馈。', en: 'The reading itself failed: look into the server\'s log of this moment and report it.' }
  }
}

export const LOST: RunProblem = { code: 'lost', zh: '读取进程中途退出，本次未完成：会自动重读，已入库的不会重复。', en: 'The process that read it died on the way: it is read again by itself, and nothing counts twice.' }
