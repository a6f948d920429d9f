// The adapters by kind.
import type { Adapter } from './adapter.ts'
import type { AdapterKind } from './configs.ts'
import { csvFile } from './csv-file/csv-file.ts'
import { fileDrop } from './file-drop/file-drop.ts'
import { httpPoll } from './http-poll/http-poll.ts'
import { httpPush } from './http-push/http-push.ts'
import { manual } from './manual/manual.ts'
import { mqtt } from './mqtt/mqtt.ts'
import { simulator } from './simulator/simulator.ts'
import { sqlQuery } from './sql-query/sql-query.ts'
import { upload } from './upload/upload.ts'

export const adapters: Readonly<Record<AdapterKind, Adapter>> = { 'csv-file': csvFile, 'file-drop': fileDrop, 'http-poll': httpPoll, 'http-push': httpPush, manual, mqtt, simulator, 'sql-query': sqlQuery, upload }

export function adapterOf(kind: AdapterKind): Adapter {
  return adapters[kind]
}
