// The bytes of an answer as text: UTF-8, or the Chinese encodings that older systems send.
import { FeedReadError } from '../adapter.ts'

export interface Decoded {
  readonly text: string
  readonly encoding: 'utf-8' | 'gb18030'
  /** Some bytes were not of the encoding; each stands as U+FFFD. */
  readonly damaged: boolean
}

/** `declared` is what the feed file says, `contentType` what the answer says of itself; the feed file is right where both speak. */
export function decode(body: Uint8Array, { declared, contentType }: { readonly declared: Decoded['encoding'] | undefined; readonly contentType: string | undefined }): Decoded {
  const encoding = declared ?? encodingIn(contentType)
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(body), encoding, damaged: false }
  } catch {
    return { text: new TextDecoder(encoding).decode(body), encoding, damaged: true }
  }
}

function encodingIn(contentType: string | undefined): Decoded['encoding'] {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase()
  switch (charset) {
    case undefined:
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
      return 'utf-8'
    case 'gbk':
    case 'gb2312':
    case 'gb18030':
    case 'x-gbk':
      return 'gb18030'
    default:
      throw new FeedReadError('contract', `The answer is in ${charset.slice(0, 40)}, which is not read: have the source send UTF-8, or declare \`encoding\` where its header is wrong.`, `应答编码为 ${charset.slice(0, 40)}，无法读取：请来源系统改用 UTF-8；如其声明有误，请在数据源文件中写明 encoding。`)
  }
}
