// Reads the lines of a backup and proves them: every table whole, every digest right, the end there.
import { createHash, type Hash } from 'node:crypto'
import { BackupError, FORMAT, isHeader, lineOf, type BackedUpTable, type BackupHeader } from './backup-format.ts'

const LINE_END = 10

/** What a reader meets, in order: the header, then pages of rows of the tables that the header names. */
export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'rows'; readonly table: BackedUpTable; readonly rows: readonly string[] }
  | { readonly kind: 'table-end'; readonly table: BackedUpTable; readonly rows: number }

/**
 * The parts of a backup. Throws BackupError `not-a-backup`, `newer-format`, `truncated` or `altered`; nothing that was handed out
 * may be kept when it throws, because a table is proven only at its end.
 */
export async function* backupParts(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart, void> {
  const reading = new Reading()
  for await (const line of linesOf(bytes)) {
    const part = reading.take(line)
    if (part !== undefined) yield part
  }
  reading.finish()
}

class Reading {
  private header: BackupHeader | undefined
  private readonly overall: Hash = createHash('sha256')
  private table: { readonly shape: BackedUpTable; readonly digest: Hash; rows: number } | undefined
  private done = 0
  private total = 0
  private ended = false

  take(line: Buffer): BackupPart | undefined {
    if (this.ended) throw altered('something follows its end')
    const value = parse(line, this.header === undefined)
    if (this.header === undefined) {
      this.header = headerOf(value)
      this.overall.update(line)
      return { kind: 'header', header: this.header }
    }
    const read = lineOf(value)
    switch (read?.kind) {
      case 'start': {
        const shape = this.header.tables[this.done]
        if (this.table !== undefined || shape?.name !== read.table) throw altered(`the table ${read.table} is not where its header says`)
        this.table = { shape, digest: createHash('sha256'), rows: 0 }
        return undefined
      }
      case 'page':
        if (this.table === undefined) throw altered('rows belong to no table')
        this.table.digest.update(line)
        this.table.rows += read.rows.length
        return { kind: 'rows', table: this.table.shape, rows: read.rows }
      case 'table-end': {
        const { table } = this
        const digest = table?.digest.digest('hex')
        if (table === undefined || table.shape.name !== read.end.table || table.rows !== read.end.rows || digest !== read.end.sha256) throw altered(`the rows of ${read.end.table} are not those that were written`)
        this.overall.update(line)
        this.table = undefined
        this.done++
        this.total += table.rows
        return { kind: 'table-end', table: table.shape, rows: table.rows }
      }
      case 'end':
        if (this.done !== this.header.tables.length || this.total !== read.end.rows || this.overall.digest('hex') !== read.end.sha256) throw altered('its parts are not those that were written')
        this.ended = true
        return undefined
      case undefined:
        throw altered('it holds a line that no release has written')
    }
  }

  finish(): void {
    if (this.header === undefined) throw notABackup()
    if (!this.ended) throw truncated()
  }
}

function headerOf(value: unknown): BackupHeader {
  const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (typeof format !== 'string' || !format.startsWith('ctmm-backup/')) throw notABackup()
  if (format !== FORMAT) throw new BackupError('newer-format', `The backup is of the format ${format}, which a newer release wrote; this one reads ${FORMAT}. Restore it with that release.`)
  if (!isHeader(value)) throw altered('its header is not whole')
  return value
}

function parse(line: Buffer, isFirst: boolean): unknown {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'))
    return value
  } catch {
    throw isFirst ? notABackup() : altered('it holds a line that cannot be read')
  }
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let parts: Buffer[] = []
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      parts.push(chunk.subarray(from, end + 1))
      yield parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
      parts = []
      from = end + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  }
  if (parts.length > 0) throw truncated()
}

export const notABackup = (cause?: unknown): BackupError =>
  new BackupError('not-a-backup', 'The file is no backup of CTMM Live. Give the file that `ctmm backup` wrote, as it wrote it.', { cause })
export const truncated = (cause?: unknown): BackupError =>
  new BackupError('truncated', 'The backup ends before its end: it was cut off or copied in part. Copy it again, or take another one.', { cause })
export const altered = (what: string, cause?: unknown): BackupError =>
  new BackupError('altered', `The backup was altered: ${what}. Copy it again from where it was written, or take another one.`, { cause })
