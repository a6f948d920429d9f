// The words that forms have for the statuses of registers; the model itself knows them by their slugs only.
import type { Bilingual } from '../mapping/rejection.ts'

const IN_SCOPE = { 'in-scope': { zh: '纳入统计', en: 'In scope' }, 'out-of-scope': { zh: '不纳入', en: 'Out of scope' } } as const

/** What a status means in most registers. */
const COMMON: Readonly<Record<string, Bilingual>> = {
  ...IN_SCOPE,
  met: { zh: '具备', en: 'Met' },
  partial: { zh: '部分具备', en: 'Partly met' },
  'not-met': { zh: '不具备', en: 'Not met' },
  'not-applicable': { zh: '不适用', en: 'Not applicable' },
  approved: { zh: '已审定', en: 'Approved' },
  reviewing: { zh: '审核中', en: 'Under review' },
  draft: { zh: '草拟', en: 'Draft' },
  live: { zh: '在运行', en: 'In operation' },
  trial: { zh: '试运行', en: 'On trial' },
  pilot: { zh: '试点', en: 'Pilot' },
  building: { zh: '建设中', en: 'Under construction' },
  planned: { zh: '拟建', en: 'Planned' },
  retired: { zh: '已停用', en: 'Retired' },
  accepted: { zh: '已验收', en: 'Accepted' },
  'in-progress': { zh: '在建', en: 'Works in progress' },
  'not-started': { zh: '未开工', en: 'Not started' },
  offline: { zh: '线下办理', en: 'Offline only' },
  'consult-online': { zh: '网上咨询', en: 'Consultation online' },
  'accept-online': { zh: '网上受理', en: 'Accepted online' },
  'fully-online': { zh: '全程网办', en: 'Fully online' },
  'on-site-by-law': { zh: '依法须到场', en: 'On site by law' },
  'in-use': { zh: '在使用', en: 'In use' },
  'not-in-use': { zh: '未使用', en: 'Not in use' },
  open: { zh: '已开放', en: 'Open' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

/** Where a register says it otherwise. */
const OF_REGISTER: Readonly<Record<string, Readonly<Record<string, Bilingual>>>> = {
  'one-thing-annual': { live: { zh: '已上线', en: 'Live' }, planned: { zh: '未启动', en: 'Not begun' } },
  'one-thing-master': { live: { zh: '已上线', en: 'Live' }, planned: { zh: '未启动', en: 'Not begun' } },
  'open-scenario': { planned: { zh: '拟开放', en: 'To be opened' } },
  'national-cluster': { accepted: { zh: '已认定', en: 'Recognised' }, building: { zh: '培育中', en: 'Being built up' } },
}

/** The word of a status in a register; a status of a model that has no word here is its own. */
export function statusWord(register: string, status: string): Bilingual {
  return OF_REGISTER[register]?.[status] ?? COMMON[status] ?? { zh: status, en: status }
}
