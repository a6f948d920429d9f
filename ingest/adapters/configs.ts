// Every adapter's part of the feed file, by kind. A new adapter adds its line here and in registry.ts.
import type { Static } from 'typebox'
import { CsvFileConfig } from './csv-file/config.ts'
import { FileDropConfig } from './file-drop/config.ts'
import { HttpPollConfig } from './http-poll/config.ts'
import { HttpPushConfig } from './http-push/config.ts'
import { ManualConfig } from './manual/config.ts'
import { MqttConfig } from './mqtt/config.ts'
import { SimulatorConfig } from './simulator/config.ts'
import { SqlQueryConfig } from './sql-query/config.ts'
import { UploadConfig } from './upload/config.ts'

export const adapterConfigs = { 'csv-file': CsvFileConfig, 'file-drop': FileDropConfig, 'http-poll': HttpPollConfig, 'http-push': HttpPushConfig, manual: ManualConfig, mqtt: MqttConfig, simulator: SimulatorConfig, 'sql-query': SqlQueryConfig, upload: UploadConfig } as const

export type AdapterKind = keyof typeof adapterConfigs
export type AdapterConfig = Static<(typeof adapterConfigs)[AdapterKind]>
