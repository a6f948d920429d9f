// The body of a push as samples: JSON or NDJSON, opened where it is compressed, bounded.
import { hash } from 'node:crypto'
import { ndjsonSamples } from '../../ingest/formats/json/read-ndjson.ts'
import { inflate } from '../../ingest/http/inflate.ts'
import { readPush, type PushReading } from '../../ingest/samples/read-push.ts'
import { badCharset, badEncoding, notGzip, tooLarge, type Refused } from './push-problems.ts'

export const PUSH_TYPES = ['application/json', 'application/x-ndjson'] as const
export const LARGEST_OPENED_MIB = 8
const MIB = 1_048_576

export interface PushBody {
  readonly type: string | undefined
  readonly encoding: string | undefined
  /** As sent. */
  readonly bytes: Uint8Array
}

/** What was sent, opened. The digest tells one body from another, however they were compressed. */
export type OpenedBody = { readonly ok: true; readonly digest: string; readonly read: () => PushReading } | { readonly ok: false; readonly refused: Refused }

export async function openPushBody({ type = '', encoding = 'identity', bytes }: PushBody): Promise<OpenedBody> {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return { ok: false, refused: badCharset(charset) }
  const opened = await open(bytes, encoding.trim().toLowerCase())
  if (!opened.ok) return opened
  const isLines = type.trim().toLowerCase().startsWith('application/x-ndjson')
  return { ok: true, digest: hash('sha256', opened.bytes, 'hex'), read: () => (isLines ? readLines(opened.bytes) : readPush(opened.bytes)) }
}

async function open(bytes: Uint8Array, encoding: string): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly refused: Refused }> {
  switch (encoding) {
    case '':
    case 'identity':
      return { ok: true, bytes }
    case 'gzip':
    case 'x-gzip': {
      const opened = await inflate(bytes, LARGEST_OPENED_MIB * MIB)
      if (opened.ok) return opened
      return { ok: false, refused: opened.problem === 'too-large' ? tooLarge(LARGEST_OPENED_MIB) : notGzip() }
    }
    default:
      return { ok: false, refused: badEncoding(encoding) }
  }
}

/** A line that is no record costs itself alone. A body without any line is taken for a mistake, not for "nothing to report", which is `[]`. */
function readLines(bytes: Uint8Array): PushReading {
  const samples = ndjsonSamples(bytes)
  if (samples.length > 0) return { ok: true, samples }
  return {
    ok: false,
    problem: {
      code: 'not-samples',
      reason: { zh: '请求体没有任何一行', en: 'The body has no line' },
      advice: { zh: '请每行发送一个对象；没有数据时以 application/json 发送 []。', en: 'Send one object a line; when there is nothing to report, send [] as application/json.' },
    },
  }
}
