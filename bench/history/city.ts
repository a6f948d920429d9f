// The city of the history's measures: a city, five districts, twenty streets, one zone across districts, thirty bureaus, and its feeds.
import type { Model } from '../../rules/model/model-schema.ts'

export const ROOT = '990100'
export const HOTLINE = 'hotline-12345'
export const PLATFORM = 'city-management'

export const DISTRICTS = [1, 2, 3, 4, 5].map((number) => `99010${number}`)
/** The leaf areas. */
export const STREETS = DISTRICTS.flatMap((district) => [1, 2, 3, 4].map((number) => `${district}00${number}`))
const ZONE = '990171'
const ZONE_MEMBERS = STREETS.filter((_, index) => index % 5 === 0)

/** Twenty areas of every kind, for readings of many: the city, its districts, the zone, and streets. */
export const READ_AREAS = [ROOT, ...DISTRICTS, ZONE, ...STREETS.slice(0, 13)]

export const BUREAUS = Array.from({ length: 30 }, (_, index) => `b${String(index + 1).padStart(2, '0')}`)
/** 统一社会信用代码, made up: no check character is valid. */
export const usccOf = (bureau: string): string => `11990100MB00000${bureau.slice(1)}X`

const area = (code: string, kind: string, more: object = {}): object => ({ code, kind, zh: `区域${code}`, en: `Area ${code}`, ...more })

/** The city file. Assessment periods run from the 26th, so every month has two cohorts. */
export const CITY_TEXT = JSON.stringify({
  schema: 'ctmm-city/1',
  name: { zh: '测试市', en: 'Measured City' },
  zone: 'Asia/Shanghai',
  root: ROOT,
  areas: [
    area(ROOT, 'city'),
    ...DISTRICTS.map((code) => area(code, 'district', { parent: ROOT })),
    ...STREETS.map((code) => area(code, 'street', { parent: code.slice(0, 6) })),
    area(ZONE, 'zone', { parent: ROOT, members: ZONE_MEMBERS }),
  ],
  bureaus: BUREAUS.map((code) => ({ code, uscc: usccOf(code), zh: `部门${code}`, en: `Bureau ${code}` })),
  assessment: { periodFrom: 26, yearFrom: '12-26' },
}, null, 1)

/** Which streets lie in an area. */
export function streetsOf(code: string): readonly string[] {
  if (code === ROOT) return STREETS
  if (code === ZONE) return ZONE_MEMBERS
  return STREETS.filter((street) => street.startsWith(code))
}

export const AREAS = [ROOT, ...DISTRICTS, ...STREETS, ZONE]

const date = { format: 'yyyy-MM-dd HH:mm:ss' }
const HEAD = { schema: 'ctmm-feed/1', adapter: { kind: 'http-push' }, cadenceMinutes: 60, coverage: { until: 'received' } }

export const APPEALS = 'appeals'
export const EVENTS = 'events'

/** The feed files: whole records of appeals and events, and every list of the model whole. */
export function feedFiles(model: Model): readonly { readonly text: string; readonly fileName: string }[] {
  const appeals = {
    ...HEAD, id: APPEALS, zh: '热线工单', en: 'Hotline orders', source: HOTLINE, delivery: 'full',
    mapping: {
      fact: { kind: 'case', caseType: 'appeal' }, dates: date, key: { path: 'order_no' }, observedAt: { path: 'update_time' }, version: { path: 'update_time', date },
      area: { path: 'area_code', by: 'code', whenEmpty: 'city' }, bureau: { path: 'unit_uscc', by: 'code' },
      acceptedAt: { path: 'accept_time', empty: 'reject' }, dispatchedAt: { path: 'dispatch_time' }, firstContactAt: { path: 'first_contact_time' },
      closedAt: [{ path: 'finish_time' }, { path: 'refinish_time' }], reopenedAt: [{ path: 'redo_time' }], cancelledAt: { path: 'cancel_time' },
      directAnswer: { path: 'answer_mode', enum: { 直接答复: true, 转办: false } }, complex: { path: 'complex_flag', enum: { 1: true, 0: false } },
    },
  }
  const events = {
    ...HEAD, id: EVENTS, zh: '城管案件', en: 'City events', source: PLATFORM, delivery: 'full',
    mapping: {
      fact: { kind: 'case', caseType: 'event' }, dates: date, key: { path: 'rec_id' }, observedAt: { path: 'last_update_time' }, version: { path: 'last_update_time', date },
      area: { path: 'area_code', by: 'code', whenEmpty: 'city' }, bureau: { path: 'unit_uscc', by: 'code' },
      filedAt: { path: 'inst_time', empty: 'reject' }, closedAt: [{ path: 'archive_time' }, { path: 'rearchive_time' }], reopenedAt: [{ path: 'rework_time' }],
      cancelledAt: { path: 'cancel_time' }, online: { path: 'dispose_mode', enum: { 线上闭环: true, 线下处置: false } },
    },
  }
  const lists = model.registers.map(({ id }) => ({
    ...HEAD, id: `list-${id}`, zh: id, en: id, source: `list-${id}`, delivery: 'list',
    mapping: {
      fact: { kind: 'register-entry', register: id }, dates: date, key: { path: 'id' }, observedAt: { path: 'at' }, area: { path: 'area', by: 'code', whenEmpty: 'city' },
      status: { path: 'status' }, since: { path: 'since' }, validFrom: { path: 'from' }, lastUsedAt: { path: 'used' }, group: { path: 'group' },
    },
  }))
  return [appeals, events, ...lists].map((feed) => ({ text: JSON.stringify(feed), fileName: `${feed.id}.feed.yaml` }))
}
