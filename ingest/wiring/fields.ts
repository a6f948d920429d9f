// The fields that a template may map: what people call them, how their texts are read, and what cannot be done without them.
import type { Bilingual } from '../mapping/rejection.ts'
import type { FeedMapping } from '../mapping/mapping-schema.ts'
import type { Template } from '../templates/template.ts'

/** How the texts of a field are read. */
export type Role = 'key' | 'text' | 'instant' | 'values' | 'area' | 'bureau' | 'count' | 'duration' | 'percent' | 'whole'

interface FieldWords extends Bilingual {
  readonly role: Role
  /** What is lost where an optional field is not found. */
  readonly without?: Bilingual
}

const FIELDS = {
  key: { zh: '唯一编号', en: 'Unique number', role: 'key' },
  observedAt: { zh: '更新时间（数据时点）', en: 'As of (last update)', role: 'instant' },
  acceptedAt: { zh: '受理时间', en: 'Accepted', role: 'instant' },
  filedAt: { zh: '立案时间', en: 'Filed', role: 'instant' },
  dispatchedAt: { zh: '派单时间', en: 'First dispatched', role: 'instant', without: { zh: '没有派单时间的工单不计入平均响应时间和办结率', en: 'orders without dispatch are in neither the response time nor the completion rate' } },
  firstContactAt: { zh: '首次联系时间', en: 'First contact', role: 'instant', without: { zh: '没有首次联系时间，全部工单都按未联系计时', en: 'without it every order counts as not contacted yet' } },
  closedAt: { zh: '办结时间', en: 'Closed', role: 'instant', without: { zh: '没有办结时间，全部按未办结计', en: 'without it everything counts as open' } },
  closedAgainAt: { zh: '再次办结时间', en: 'Closed again', role: 'instant' },
  reopenedAt: { zh: '重办时间', en: 'Reopened', role: 'instant', without: { zh: '重办过的将按办结计', en: 'what was reopened will count as closed' } },
  dueAt: { zh: '办理时限', en: 'Due', role: 'instant' },
  cancelledAt: { zh: '作废时间', en: 'Cancelled', role: 'instant', without: { zh: '作废的将留在统计中', en: 'what was cancelled stays in the count' } },
  cancelled: { zh: '是否作废', en: 'Whether cancelled', role: 'values' },
  directAnswer: { zh: '是否直接答复', en: 'Whether answered directly', role: 'values', without: { zh: '已派单的都会计入平均响应时间', en: 'everything that was dispatched counts' } },
  complex: { zh: '是否复杂疑难', en: 'Whether complex', role: 'values', without: { zh: '不能另算不含复杂疑难的均值', en: 'the mean without complex ones cannot be told apart' } },
  online: { zh: '处置方式（是否线上闭环）', en: 'Whether closed online', role: 'values', without: { zh: '没有它，全部按非线上处置计', en: 'without it nothing counts as online' } },
  area: { zh: '区域', en: 'Area', role: 'area', without: { zh: '只计入全市，不能分区域', en: 'counts for the city alone, not by area' } },
  bureau: { zh: '部门', en: 'Bureau', role: 'bureau', without: { zh: '不能分部门', en: 'cannot be told by bureau' } },
  status: { zh: '状态', en: 'Status', role: 'values' },
  since: { zh: '状态起始日期', en: 'Status since', role: 'instant', without: { zh: '状态自报送之日算起', en: 'a status counts from the day on which it was told' } },
  validFrom: { zh: '列入日期', en: 'Listed from', role: 'instant', without: { zh: '自首次报送之日起算在册', en: 'an entry exists from its first delivery on' } },
  validTo: { zh: '退出日期', en: 'Listed until', role: 'instant' },
  lastUsedAt: { zh: '最近使用时间', en: 'Last used', role: 'instant', without: { zh: '没有最近使用时间，按不在使用计', en: 'without it nobody counts as using it' } },
  group: { zh: '归集对象（社区、载体、领域等）', en: 'What it belongs to (community, carrier, domain)', role: 'text' },
  population: { zh: '统计范围', en: 'Population', role: 'values' },
  form: { zh: '数字的时间性质', en: 'How the figure relates to time', role: 'values' },
  from: { zh: '起始日期', en: 'From', role: 'instant' },
  to: { zh: '截止日期', en: 'To', role: 'instant' },
  numerator: { zh: '分子', en: 'Numerator', role: 'count' },
  denominator: { zh: '分母', en: 'Denominator', role: 'count' },
  percent: { zh: '百分比（只用于核对）', en: 'Percentage (only to check)', role: 'percent' },
  sumMs: { zh: '用时合计', en: 'Sum of durations', role: 'duration' },
  count: { zh: '件数', en: 'Number of cases', role: 'count' },
  value: { zh: '数量', en: 'Count', role: 'count' },
  version: { zh: '版本号', en: 'Version', role: 'whole' },
  filter: { zh: '筛选列', en: 'Column of the filter', role: 'text' },
} as const satisfies Record<string, FieldWords>

export type FieldName = keyof typeof FIELDS

/** A field of a template. */
export interface PlannedField extends FieldWords {
  readonly field: FieldName
  readonly required: boolean
}

/** Whether a name is that of a field that mappings read. */
export const isMapped = (name: string): name is FieldName => Object.hasOwn(FIELDS, name)

/** Fields that a fact cannot be made without; those of measurements are all that their template maps. */
const REQUIRED: ReadonlySet<FieldName> = new Set(['key', 'observedAt', 'status', 'group', 'to', 'from', 'numerator', 'denominator', 'sumMs', 'count', 'value', 'filter'])
/** Whether a mapping's fact cannot be made without a field. */
export const isNeeded = (field: string, mapping: FeedMapping): boolean => isMapped(field) && REQUIRED.has(field) && (field !== 'group' || 'group' in mapping)

/** Not read from a column where the template gives a constant. */
const NEVER_ASKED: ReadonlySet<FieldName> = new Set(['form', 'version'])

/** The fields of a template in the order in which people are asked for them: what its mapping reads, then what it knows names for. */
export function plannedFields(template: Template): readonly PlannedField[] {
  const { mapping, delivery } = template.feed
  const starts = delivery === 'partial' ? undefined : 'caseType' in mapping.fact ? (mapping.fact.caseType === 'appeal' ? 'acceptedAt' : 'filedAt') : undefined
  const names = new Set([...Object.keys(mapping), ...Object.keys(template.names)])
  return Object.keys(FIELDS).filter(isMapped).filter((field) => names.has(field) && !NEVER_ASKED.has(field)).map((field) => ({
    field, ...FIELDS[field], required: field === starts || isNeeded(field, mapping),
  }))
}

/** The names of a field. Throws for a name that is no field, which only a developer sees. */
export function wordsOf(field: string): FieldWords {
  if (!isMapped(field)) throw new Error(`There is no field "${field}".`)
  return FIELDS[field]
}
