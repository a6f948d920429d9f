// The feed file, schema ctmm-feed/1: who delivers what, how it is reached, how complete it is and how it becomes facts.
import Type from 'typebox'
import type { Static } from 'typebox'
import { adapterConfigs } from '../adapters/configs.ts'
import { CaseMapping, MeasurementMapping, RegisterMapping } from '../mapping/mapping-schema.ts'
import { DateFormat } from '../mapping/vocabulary.ts'

const closed = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 80 })
const Columns = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })

/** How far a feed has been read completely, by the `until` that chooses the shape. */
export const coverageSchemas = {
  'max-of': Type.Object({ until: Type.Literal('max-of'), field: Type.String({ minLength: 1, description: 'A mapped instant of the fact; the latest one read.' }) }, closed),
  received: Type.Object({ until: Type.Literal('received', { description: 'The source reports at once: covered until the moment of receipt.' }) }, closed),
  column: Type.Object({ until: Type.Literal('column'), path: Type.String({ minLength: 1 }), date: Type.Optional(DateFormat) }, closed),
} as const

export const mappingSchemas = { case: CaseMapping, 'register-entry': RegisterMapping, measurement: MeasurementMapping } as const

/** When a source that we read is read; without it, as often as its cadence says. */
export const Schedule = Type.Object(
  {
    cron: Type.Optional(Type.String({ minLength: 9, maxLength: 120, description: 'Five or six fields, such as "*/10 * * * *".' })),
    everySeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400 })),
    zone: Type.Optional(Type.String({ minLength: 1, description: 'IANA zone of the cron fields; the city\'s when left out.' })),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400, description: 'A run that takes longer is broken off; 900 when left out.' })),
  },
  closed,
)

const head = {
  schema: Type.Literal('ctmm-feed/1'),
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Lower-case letters, digits and hyphens.' }),
  zh: Name,
  en: Name,
  source: Type.String({ minLength: 1, maxLength: 80, description: 'Source system. All channels of one system share it, so that one case reported twice is one case.' }),
  delivery: Type.Optional(Type.Enum(['full', 'partial', 'list', 'changes'], {
    description: 'Cases: whole records (full) or some life-cycle fields (partial). Registers: the full list, absent means withdrawn (list), or its changes (changes). Measurements: left out.',
  })),
  bureau: Type.Optional(Type.String({ minLength: 1, description: 'Code of the bureau that answers for the feed.' })),
  contact: Type.Optional(Type.String({ minLength: 1, description: 'An office, not a person.' })),
  phone: Type.Optional(Type.String({ pattern: '^[0-9+()\\- 转]{3,40}$', description: 'Telephone of the contact.' })),
  catalogueCode: Type.Optional(Type.String({ minLength: 1, description: '目录编码' })),
  application: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: '申请单号: number of the application under which the data is shared.' })),
  purpose: Type.Optional(Type.String({ minLength: 1 })),
  expires: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Last day of the authorisation.' })),
  cadenceMinutes: Type.Integer({ minimum: 1, maximum: 600_000, description: 'Expected minutes between deliveries; twice this without one is late.' }),
  cadenceClock: Type.Optional(Type.Enum(['natural', 'working-days'], { description: 'Which time the cadence counts: all of it (the default), or that of working days, for lists that nobody updates on holidays. Needs the city\'s working calendar.' })),
  schedule: Type.Optional(Schedule),
  columns: Type.Optional(Columns),
  ignore: Type.Optional(Columns),
}

/** A feed file whose `adapter`, `coverage` and `mapping` are of the given shapes. */
export function feedSchemaOf<A extends Type.TSchema, C extends Type.TSchema, M extends Type.TSchema>(adapter: A, coverage: C, mapping: M) {
  return Type.Object({ ...head, adapter, coverage, mapping }, closed)
}

export const FeedFile = feedSchemaOf(
  Type.Union([adapterConfigs['csv-file'], adapterConfigs['file-drop'], adapterConfigs['http-poll'], adapterConfigs['http-push'], adapterConfigs.manual, adapterConfigs.mqtt, adapterConfigs.simulator, adapterConfigs['sql-query'], adapterConfigs.upload]),
  Type.Union([coverageSchemas['max-of'], coverageSchemas.received, coverageSchemas.column]),
  Type.Union([CaseMapping, RegisterMapping, MeasurementMapping]),
)
export type FeedFile = Static<typeof FeedFile>
