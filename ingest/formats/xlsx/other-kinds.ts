// What people take for xlsx and is not: told by its first bytes, with what to do.
import { FeedReadError } from '../../adapters/adapter.ts'
import type { OpenFile } from '../open-file.ts'

const OLD_EXCEL = [0xd0, 0xcf, 0x11, 0xe0]
const ZIP = [0x50, 0x4b]

/** Throws FeedReadError for everything that does not begin as an archive does. */
export async function refuseOtherKinds({ name, handle, bytes }: OpenFile): Promise<void> {
  const head = new Uint8Array(8)
  await handle.read(head, 0, head.length, 0)
  const begins = (mark: readonly number[]): boolean => mark.every((byte, at) => head[at] === byte)
  if (begins(ZIP)) return
  if (bytes === 0) throw new FeedReadError('incomplete', `${name} is empty: deliver it again.`, `${name} 是空文件：请重新交付。`)
  if (begins(OLD_EXCEL)) {
    throw new FeedReadError('contract', `${name} is a legacy .xls or a workbook with a password: save it as xlsx (另存为 xlsx), without a password.`, `${name} 是旧版 .xls 或设有密码的工作簿：请另存为 xlsx，并取消密码。`)
  }
  throw new FeedReadError('contract', `${name} is no xlsx, whatever its name ends in: open it in a spreadsheet program and save it as xlsx (另存为 xlsx), or declare it as CSV.`, `${name} 不是 xlsx（无论扩展名如何）：请用表格软件打开后另存为 xlsx，或声明为 CSV。`)
}
