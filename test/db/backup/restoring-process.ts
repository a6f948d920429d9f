// A process that restores a backup and says when it has written a table, then stands still: the test kills it there.
import { readBackupFile } from '../../../db/backup/backup-file.ts'
import type { BackupPart } from '../../../db/backup/read-backup.ts'
import { restoreBackup } from '../../../db/backup/restore-backup.ts'
import { openStore } from '../../../db/open-store.ts'

const [file = '', table = ''] = process.argv.slice(2)
const { CTMM_DATA: directory, DATABASE_URL: url } = process.env
const store = await openStore(url === undefined ? { kind: 'embedded', directory: directory ?? '' } : { kind: 'server', url })

async function* halting(parts: AsyncIterable<BackupPart>): AsyncGenerator<BackupPart, void> {
  for await (const part of parts) {
    yield part
    if (part.kind !== 'table-end' || part.table.name !== table) continue
    process.stdout.write('written\n')
    await new Promise((resolve) => setTimeout(resolve, 3_600_000))
  }
}

await restoreBackup(store.db, halting(readBackupFile(file)), { purpose: 'city' })
