// The feed file that reads a filled form, ready to be applied: nothing about it has to be wired, because form and mapping come from the same columns.
import { stringify } from 'yaml'
import { quantityFieldsOf, type FormColumn, type FormKey, type FormSheet } from './form-columns.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'

export interface FormFeedOptions {
  readonly indicator: Indicator
  /** Code of the bureau that answers for it. */
  readonly bureau?: string | undefined
  readonly contact?: string | undefined
}

/** The text of a feed file whose adapter is `upload`; a list is a full list, so that a row which is no longer there is withdrawn. */
export function formFeed(form: FormSheet, { indicator, bureau, contact }: FormFeedOptions): string {
  const { template, format, register, asOf } = form
  const { source, cadenceMinutes } = template.feed
  return stringify(
    {
      schema: 'ctmm-feed/1',
      id: register === undefined ? `form-${indicator.id.toLowerCase()}` : `form-${template.id}`,
      zh: `${register?.zh ?? indicator.zh}（填报表）`,
      en: `${register?.en ?? indicator.en} (form)`,
      source,
      adapter: { kind: 'upload', format },
      ...(register === undefined ? {} : { delivery: 'list' }),
      coverage: { until: 'max-of', field: register === undefined ? 'to' : 'observedAt' },
      cadenceMinutes,
      ...(bureau === undefined ? {} : { bureau }),
      ...(contact === undefined ? {} : { contact }),
      mapping: register === undefined ? measurementMapping(form, indicator) : { fact: { kind: 'register-entry', register: register.id }, dates: DATES, blanks: BLANKS, observedAt: { path: asOf }, ...listFields(form) },
    },
    { lineWidth: 0 },
  )
}

const DATES = { format: 'yyyy-MM-dd' }
/** What people write where there is nothing. */
const BLANKS = ['—', '-', '/', '无']

function listFields({ columns }: FormSheet): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.flatMap((column) => [column.key, ...(column.also ?? [])].flatMap((key) => (key === 'name' ? [] : [[key, fieldOf(key, column)] as const]))))
}

function fieldOf(key: FormKey, column: FormColumn): Readonly<Record<string, unknown>> {
  const path = column.header
  if (key === 'area' || key === 'bureau') return { path, by: 'code' }
  return key === 'status' ? { path, enum: wordsOf(column) } : { path }
}

function measurementMapping({ columns }: FormSheet, indicator: Indicator): Readonly<Record<string, unknown>> {
  const at = (key: FormKey): FormColumn | undefined => columns.find((column) => column.key === key)
  const population = at('population')
  return {
    fact: { kind: 'measurement', indicator: indicator.code },
    dates: DATES,
    blanks: BLANKS,
    form: { constant: 'increment' },
    area: { path: at('area')?.header, by: 'code' },
    ...(population === undefined ? {} : { population: { path: population.header, enum: wordsOf(population) } }),
    from: { path: at('from')?.header },
    to: { path: at('to')?.header },
    ...Object.fromEntries(quantityFieldsOf(indicator).map((key) => [key, { path: at(key)?.header, ...(key === 'sumMs' ? { unit: 'h' } : {}) }])),
  }
}

const wordsOf = ({ choices = [] }: FormColumn): Readonly<Record<string, string>> => Object.fromEntries(choices.map(({ zh, value }) => [zh, value]))
